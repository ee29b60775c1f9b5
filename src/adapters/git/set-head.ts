import { fail, ok, type Result } from "../../core/shared/result.ts"
import { type GitContext, readGit } from "./git-context.ts"
import { isRefName } from "./ref-name.ts"

/** Makes a branch, existing or not, the one that clones start with. */
export async function setHead(context: GitContext, branch: string): Promise<Result<void>> {
  const ref = `refs/heads/${branch}`
  if (!isRefName(ref)) return fail("argument-invalid", `'${branch}' cannot be a branch's name`)
  const set = await readGit(context, ["symbolic-ref", "HEAD", ref])
  return set.ok ? ok(undefined) : set
}
