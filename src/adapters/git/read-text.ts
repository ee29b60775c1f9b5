import { fail, ok, type Result } from "../../core/shared/result.ts"
import { type GitContext, readGit } from "./git-context.ts"
import { isObjectId } from "./object-id.ts"

/** Enough for every file that people write. Bytes. */
export const DEFAULT_LIMIT = 1024 * 1024

/** Text of a regular file in a commit or tree; undefined where there is none. */
export async function readTextFile(
  context: GitContext,
  treeish: string,
  path: string,
  limit: number = DEFAULT_LIMIT,
): Promise<Result<string | undefined>> {
  if (!isObjectId(treeish)) return fail("ref-unknown", `there is no commit or tree '${treeish}'`)
  const listed = await readGit(context, ["ls-tree", "-z", "--long", "--full-tree", treeish, "--", path])
  if (!listed.ok) return listed
  const entry = listed.value
    .toString("utf8")
    .split("\0")
    .find((line) => line.slice(line.indexOf("\t") + 1) === path)
  const [mode = "", , oid = "", size] = entry?.slice(0, entry.indexOf("\t")).split(/ +/) ?? []
  if (!mode.startsWith("100")) return ok(undefined)
  if (Number(size) > limit) {
    return fail("argument-invalid", `'${path}' has ${size} bytes, and ${limit} are read at most`)
  }
  const content = await readGit(context, ["cat-file", "blob", oid])
  return content.ok ? ok(content.value.toString("utf8")) : content
}
