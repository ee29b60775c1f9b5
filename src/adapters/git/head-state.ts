import { fail, ok, type Result } from "../../core/shared/result.ts"
import { callGit, type GitContext } from "./git-context.ts"

export interface HeadState {
  readonly commit: string
  readonly tree: string
  /** Full name; null for a detached HEAD. */
  readonly ref: string | null
}

/** What HEAD names, in one question; `ref-unknown` where there is no commit yet. */
export async function headState(context: GitContext): Promise<Result<HeadState>> {
  const asked = await callGit(context, ["rev-parse", "HEAD", "HEAD^{tree}", "--symbolic-full-name", "HEAD"])
  if (!asked.ok) return asked
  if (asked.value.code !== 0) return noCommit()
  const [commit = "", tree = "", name] = asked.value.stdout.toString("utf8").split("\n")
  // A branch that is called HEAD as well makes git say nothing here.
  return ok({ commit, tree, ref: name ? refOf(name) : await symbolicRef(context) })
}

export function noCommit() {
  return fail("ref-unknown", "the repository has no commit yet", { hint: "commit something first" })
}

function refOf(name: string): string | null {
  return name === "HEAD" ? null : name
}

async function symbolicRef(context: GitContext): Promise<string | null> {
  const asked = await callGit(context, ["symbolic-ref", "--quiet", "HEAD"])
  return asked.ok && asked.value.code === 0 ? asked.value.stdout.toString("utf8").trim() : null
}
