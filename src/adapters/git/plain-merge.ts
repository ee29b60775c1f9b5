import { ok, type Result } from "../../core/shared/result.ts"
import { commitFacts } from "./commit-log.ts"
import { callGit, type GitContext } from "./git-context.ts"

/** Whether git alone, merging the two parents of a commit, comes to the same tree. Not so for conflicts and other commits. */
export async function isPlainMerge(context: GitContext, commit: string): Promise<Result<boolean>> {
  const facts = await commitFacts(context, commit)
  if (!facts.ok) return facts
  const [first, second, ...more] = facts.value.parents
  if (first === undefined || second === undefined || more.length > 0) return ok(false)
  const merged = await callGit(context, ["merge-tree", "--write-tree", first, second])
  if (!merged.ok) return merged
  const { code, stdout } = merged.value
  return ok(code === 0 && stdout.toString("utf8").trim() === facts.value.tree)
}
