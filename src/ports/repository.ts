import type { SourceFile } from "../core/evidence/source-inputs.ts"
import type { Result } from "../core/shared/result.ts"

export interface CommitFacts {
  readonly commit: string
  readonly tree: string
  readonly parents: readonly string[]
  readonly author: { readonly name: string; readonly email: string }
  readonly committer: { readonly name: string; readonly email: string }
  /** First line of the message. Hostile: shown escaped, never interpolated. */
  readonly subject: string
  /** Milliseconds since 1970. */
  readonly committedAt: number
}

/** A git repository, read by object id. Ref names are hostile and travel as argv elements after `--end-of-options`. */
export interface Repository {
  /** Commit of a branch, tag (peeled), full ref name or object id; `ref-unknown` with the nearest names otherwise. */
  resolve(ref: string): Promise<Result<{ readonly commit: string; readonly ref: string | null }>>
  /** All `refs/heads/*` and `refs/tags/*` with the object they name (tags not peeled) and the commit behind it. */
  refs(): Promise<Result<ReadonlyMap<string, { readonly object: string; readonly commit: string | null }>>>
  commit(commit: string): Promise<Result<CommitFacts>>
  /** Text of a file in a commit or tree; undefined where there is none; at most `limit` bytes. */
  readText(treeish: string, path: string, limit?: number): Promise<Result<string | undefined>>
  /** All files of a commit or tree, sorted by path (by code unit). */
  files(treeish: string): Promise<Result<readonly SourceFile[]>>
  /** Writes the files of a commit or tree into an empty folder. */
  checkout(treeish: string, folder: string): Promise<Result<void>>
  isAncestor(ancestor: string, descendant: string): Promise<Result<boolean>>
  /** The working tree as it is (untracked, not ignored files included) as a tree object, and what differs from HEAD. */
  workingTree(): Promise<Result<{ readonly tree: string; readonly changed: readonly string[] }>>
  /** Creates an annotated tag; the same name on another commit is `name-moves`; on the same commit it is fine. */
  tag(name: string, commit: string, message: string): Promise<Result<void>>
  /** Commits of `to` that are not in `from`, newest first, at most `limit`. */
  log(from: string | null, to: string, limit: number): Promise<Result<readonly CommitFacts[]>>
}
