import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { CommitFacts } from "../../ports/repository.ts"
import { callGit, type GitContext, readGit } from "./git-context.ts"
import { isObjectId } from "./object-id.ts"
import { peelAll } from "./peel.ts"

const FIELDS = ["%H", "%T", "%P", "%an", "%ae", "%cn", "%ce", "%ct", "%s"]
const FORMAT = `tformat:${FIELDS.join("%x00")}`

/** The facts of a commit; `ref-unknown` if there is no such commit. */
export async function commitFacts(context: GitContext, commit: string): Promise<Result<CommitFacts>> {
  const known = await knownCommits(context, [commit])
  if (!known.ok) return known
  const found = await readLog(context, ["--max-count=1", commit])
  if (!found.ok) return found
  const [facts] = found.value
  return facts ? ok(facts) : unknownCommit(commit)
}

/** Commits of `to` that are not in `from`, newest first, at most `limit`. */
export async function commitLog(
  context: GitContext,
  from: string | null,
  to: string,
  limit: number,
): Promise<Result<readonly CommitFacts[]>> {
  const known = await knownCommits(context, from === null ? [to] : [from, to])
  if (!known.ok) return known
  return readLog(context, [`--max-count=${limit}`, to, ...(from === null ? [] : [`^${from}`])])
}

/** Whether `descendant` contains `ancestor`; every commit contains itself. */
export async function isAncestorOf(
  context: GitContext,
  ancestor: string,
  descendant: string,
): Promise<Result<boolean>> {
  const known = await knownCommits(context, [ancestor, descendant])
  if (!known.ok) return known
  const answer = await callGit(context, ["merge-base", "--is-ancestor", ancestor, descendant])
  if (!answer.ok) return answer
  const { code, stderr } = answer.value
  return code <= 1 ? ok(code === 0) : fail("git-failed", `git cannot compare the commits: ${stderr.trim()}`)
}

/** Facts of the commits that `git log` finds by these arguments. */
export async function readLog(context: GitContext, which: readonly string[]): Promise<Result<readonly CommitFacts[]>> {
  const plain = ["--no-show-signature", "--no-patch", "--no-color", "--no-decorate", "--encoding=UTF-8"]
  const log = await readGit(context, ["log", "-z", ...plain, `--format=${FORMAT}`, ...which, "--"])
  if (!log.ok) return log
  const fields = log.value.toString("utf8").split("\0")
  const count = Math.floor(fields.length / FIELDS.length)
  return ok(
    Array.from({ length: count }, (_, index) => {
      return toFacts(fields.slice(index * FIELDS.length, (index + 1) * FIELDS.length))
    }),
  )
}

function toFacts(fields: readonly string[]): CommitFacts {
  const [commit = "", tree = "", parents = "", authorName = "", authorEmail = "", ...rest] = fields
  const [committerName = "", committerEmail = "", seconds = "0", subject = ""] = rest
  return {
    commit,
    tree,
    parents: parents === "" ? [] : parents.split(" "),
    author: { name: authorName, email: authorEmail },
    committer: { name: committerName, email: committerEmail },
    subject,
    committedAt: Number(seconds) * 1000,
  }
}

/** `ref-unknown` for the first that is no commit here. */
export async function knownCommits(context: GitContext, commits: readonly string[]): Promise<Result<void>> {
  const malformed = commits.find((commit) => !isObjectId(commit))
  if (malformed !== undefined) return unknownCommit(malformed)
  const peeled = await peelAll(context, commits)
  if (!peeled.ok) return peeled
  const missing = commits.find((commit, index) => peeled.value[index] !== commit)
  return missing === undefined ? ok(undefined) : unknownCommit(missing)
}

function unknownCommit(commit: string): Result<never> {
  return fail("ref-unknown", `there is no commit '${commit}'`)
}
