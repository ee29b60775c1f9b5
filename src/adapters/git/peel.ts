import { ok, type Result } from "../../core/shared/result.ts"
import { type GitContext, readGit } from "./git-context.ts"

/** The commit behind each of these object ids, however many tags lie between; null if there is none. In order. */
export async function peelAll(
  context: GitContext,
  ids: readonly string[],
): Promise<Result<readonly (string | null)[]>> {
  if (ids.length === 0) return ok([])
  const input = ids.map((id) => `${id}^{commit}\n`).join("")
  const answer = await readGit(context, ["cat-file", "--batch-check=%(objectname) %(objecttype)"], { input })
  if (!answer.ok) return answer
  const lines = answer.value.toString("utf8").split("\n")
  return ok(
    ids.map((_, index) => {
      const [commit = "", type] = lines[index]?.split(" ") ?? []
      return type === "commit" ? commit : null
    }),
  )
}
