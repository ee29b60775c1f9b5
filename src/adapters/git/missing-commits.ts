import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { CommitFacts } from "../../ports/repository.ts"
import { knownCommits, readLog } from "./commit-log.ts"
import { type GitContext, readGit } from "./git-context.ts"
import { mergeBaseOf } from "./merge-base.ts"

/**
 * Commits of `of` that `within` lacks, newest first, at most `limit`: neither are they part of it, nor a commit with the
 * same patch. None are missing where `within` has every path that they changed as `of` left it: that is how a squash of
 * them looks, and it also holds where a merge had to settle a conflict.
 */
export async function missingCommits(
  context: GitContext,
  of: string,
  within: string,
  limit: number,
): Promise<Result<readonly CommitFacts[]>> {
  const known = await knownCommits(context, [of, within])
  if (!known.ok) return known
  const sides = ["--right-only", "--cherry-pick", "--no-merges", `--max-count=${limit}`, `${within}...${of}`]
  const missing = await readLog(context, sides)
  if (!missing.ok || missing.value.length === 0) return missing
  const base = await mergeBaseOf(context, of, within)
  if (!base.ok) return base
  if (base.value === null) return missing
  const [theirs, differing] = [await changedPaths(context, base.value, of), await changedPaths(context, of, within)]
  if (!theirs.ok) return theirs
  if (!differing.ok) return differing
  return [...theirs.value].some((path) => differing.value.has(path)) ? missing : ok([])
}

/** As latin1, for paths need not be UTF-8 and are only compared. */
async function changedPaths(context: GitContext, from: string, to: string): Promise<Result<ReadonlySet<string>>> {
  const listed = await readGit(context, ["diff-tree", "-r", "-z", "--name-only", "--no-renames", from, to])
  if (!listed.ok) return fail("git-failed", listed.failure.message)
  return ok(new Set(listed.value.toString("latin1").split("\0").slice(0, -1)))
}
