import { fail, ok, type Result } from "../../core/shared/result.ts"
import { callGit, type GitContext } from "./git-context.ts"
import { HEAD_STATE, type HeadState, parseHeadState } from "./parse-head-state.ts"

/** What HEAD names, in one question, unless that was asked already; `ref-unknown` where there is no commit yet. */
export async function headState(context: GitContext): Promise<Result<HeadState>> {
  if (context.head) return ok(context.head)
  const asked = await callGit(context, ["rev-parse", ...HEAD_STATE])
  if (!asked.ok) return asked
  if (asked.value.code !== 0) return noCommit()
  const lines = asked.value.stdout.toString("utf8").split("\n")
  const [commit = "", tree = ""] = lines
  return ok(parseHeadState(lines) ?? { commit, tree, ref: await symbolicRef(context) })
}

export function noCommit() {
  return fail("ref-unknown", "the repository has no commit yet", { hint: "commit something first" })
}

async function symbolicRef(context: GitContext): Promise<string | null> {
  const asked = await callGit(context, ["symbolic-ref", "--quiet", "HEAD"])
  return asked.ok && asked.value.code === 0 ? asked.value.stdout.toString("utf8").trim() : null
}
