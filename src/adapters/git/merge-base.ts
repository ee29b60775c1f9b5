import { fail, ok, type Result } from "../../core/shared/result.ts"
import { callGit, type GitContext } from "./git-context.ts"
import { isObjectId } from "./object-id.ts"

/** The newest commit that two have in common; null if there is none here. Of several, the one that git names first. */
export async function mergeBaseOf(context: GitContext, one: string, other: string): Promise<Result<string | null>> {
  const malformed = [one, other].find((commit) => !isObjectId(commit))
  if (malformed !== undefined) return fail("ref-unknown", `there is no commit '${malformed}'`)
  const answer = await callGit(context, ["merge-base", one, other])
  if (!answer.ok) return answer
  const { code, stdout, stderr } = answer.value
  if (code === 1) return ok(null)
  return code === 0 ? ok(stdout.toString("utf8").trim()) : fail("git-failed", `git cannot compare: ${stderr.trim()}`)
}
