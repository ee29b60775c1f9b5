import { ok, type Result } from "../../core/shared/result.ts"
import { type GitContext, readGit } from "./git-context.ts"
import { peelAll } from "./peel.ts"

/** The object a ref names (tags not peeled), and the commit behind it, if it is one. */
export interface RefTarget {
  readonly object: string
  readonly commit: string | null
}

const FORMAT = "%(refname)%00%(objectname)%00%(objecttype)%00%(*objectname)%00%(*objecttype)"

/** Refs at and below these full names. */
export async function listRefs(
  context: GitContext,
  below: readonly string[],
): Promise<Result<ReadonlyMap<string, RefTarget>>> {
  const listed = await readGit(context, ["for-each-ref", `--format=${FORMAT}`, ...below])
  if (!listed.ok) return listed
  const lines = listed.value.toString("utf8").split("\n")
  const rows = lines.filter((line) => line !== "").map((line) => line.split("\0"))
  // Git peels one level only (before 2.45); a tag of a tag needs a second look.
  const nested = rows.filter(([, , , , type]) => type === "tag").map(([, object = ""]) => object)
  const peeled = await peelAll(context, nested)
  if (!peeled.ok) return peeled
  const commits = new Map(nested.map((object, index) => [object, peeled.value[index] ?? null]))
  return ok(
    new Map(
      rows.map(([name = "", object = "", type, behind = "", behindType]) => {
        if (type === "commit") return [name, { object, commit: object }]
        if (behindType === "commit") return [name, { object, commit: behind }]
        return [name, { object, commit: commits.get(object) ?? null }]
      }),
    ),
  )
}
