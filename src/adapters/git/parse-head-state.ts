import { isObjectId } from "./object-id.ts"

export interface HeadState {
  readonly commit: string
  readonly tree: string
  /** Full name; null for a detached HEAD. */
  readonly ref: string | null
}

/** Arguments of `git rev-parse` that ask what HEAD names. */
export const HEAD_STATE = ["HEAD", "HEAD^{tree}", "--symbolic-full-name", "HEAD"]

/** What those are answered with, a line each; undefined where that does not tell. */
export function parseHeadState([commit = "", tree = "", name]: readonly string[]): HeadState | undefined {
  // A branch that is called HEAD as well makes git say nothing of the name.
  if (!name || !isObjectId(commit) || !isObjectId(tree)) return undefined
  return { commit, tree, ref: name === "HEAD" ? null : name }
}
