import type { SourceFile } from "../core/evidence/source-inputs.ts"
import type { Result } from "../core/shared/result.ts"
import type { KeptFolder } from "./work-folders.ts"

export interface GitPerson {
  readonly name: string
  readonly email: string
}

export interface CommitFacts {
  readonly commit: string
  readonly tree: string
  readonly parents: readonly string[]
  readonly author: GitPerson
  readonly committer: GitPerson
  /** First line of the message. Hostile: shown escaped, never interpolated. */
  readonly subject: string
  /** Milliseconds since 1970. */
  readonly committedAt: number
}

/** The commit that the working tree stands on, and how far it is from it. */
export interface CurrentState {
  readonly commit: string
  /** Full name; null for a detached HEAD. */
  readonly ref: string | null
  /** Paths that differ, sorted; untracked ones too, ignored ones not. */
  readonly changed: readonly string[]
}

export interface WorkingTree extends Pick<CurrentState, "commit" | "ref"> {
  readonly tree: string
  /** Whether the tree is that of the commit. */
  readonly isCommitted: boolean
}

/** Content of a file, to be read to its end before the next one is asked for, or not at all. */
export interface FileContent {
  /** Bytes. */
  readonly size: number
  readonly content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>
}

/**
 * A git repository, read by object id: whatever is called commit, tree or treeish here is a whole one. Ref names are
 * hostile and only ever compared, or passed as full names (`refs/...`).
 */
export interface Repository {
  /**
   * Commit of a branch, tag (peeled), full ref name, `HEAD` or object id of 7 digits or more, and the full name of the
   * ref (null for an id). `ref-unknown` with the nearest name otherwise, and for a name with several meanings.
   */
  resolve(ref: string): Promise<Result<{ readonly commit: string; readonly ref: string | null }>>
  /** All `refs/heads/*` and `refs/tags/*` with the object they name (tags not peeled) and the commit behind it. */
  refs(): Promise<Result<ReadonlyMap<string, { readonly object: string; readonly commit: string | null }>>>
  commit(commit: string): Promise<Result<CommitFacts>>
  /** Text of a file in a commit or tree; undefined where there is none; `argument-invalid` above `limit` bytes (1 MiB). */
  readText(treeish: string, path: string, limit?: number): Promise<Result<string | undefined>>
  /** Content of files that `files` has listed, byte for byte, one after the other. Throws a FailureError if one is gone. */
  contents(files: readonly SourceFile[]): AsyncGenerator<FileContent, void>
  /** Texts of files that `files` has listed, by path. */
  readBlobs(files: readonly SourceFile[]): Promise<Result<ReadonlyMap<string, string>>>
  /**
   * All files of a commit or tree, sorted by path (by code unit). `not-supported-yet` if a submodule is among them, or a
   * path that is not UTF-8.
   */
  files(treeish: string): Promise<Result<readonly SourceFile[]>>
  /** Writes the files of a commit or tree, byte for byte, into an empty or new folder; the same are refused. */
  checkout(treeish: string, folder: string): Promise<Result<void>>
  /**
   * Makes a kept folder hold the files of a commit or tree, byte for byte, and nothing else: of what it held before, only
   * what differs is written. `tidy` takes away what jobs have left there, so that it does not lie about until then;
   * `untouched`: nothing has run there, and nothing is looked for.
   */
  checkoutAgain(treeish: string, kept: KeptFolder): Promise<Result<void>>
  tidy(kept: KeptFolder, options?: { readonly untouched: boolean }): Promise<Result<void>>
  isAncestor(ancestor: string, descendant: string): Promise<Result<boolean>>
  /** The newest commit that two have in common; null if they have none, or it is beyond what a shallow clone holds. */
  mergeBase(one: string, other: string): Promise<Result<string | null>>
  /**
   * Commits of `of` whose changes `within` lacks, newest first, at most `limit`: merged, cherry-picked or squashed ones are
   * not missing.
   */
  missingCommits(of: string, within: string, limit: number): Promise<Result<readonly CommitFacts[]>>
  /** Whether a merge of two brings nothing of its own: git alone, merging its parents, comes to the same tree. */
  isPlainMerge(commit: string): Promise<Result<boolean>>
  /** Where the working tree stands: as `resolve("HEAD")`, with whether anything differs. Reads no unchanged file. */
  current(): Promise<Result<CurrentState>>
  /** What `current` will most likely say, at next to no cost: for whoever prepares for it. Undefined where nobody knows. */
  likelyCurrent(): Promise<Pick<CurrentState, "commit" | "ref"> | undefined>
  /** The working tree as it is (untracked, not ignored files included) as a tree object. Looks at files as `current` does. */
  workingTree(): Promise<Result<WorkingTree>>
  /** Creates an annotated tag; the same name on another commit is `name-moves`; on the same commit it is fine. */
  tag(name: string, commit: string, message: string, tagger?: GitPerson): Promise<Result<void>>
  /** Commits of `to` that are not in `from`, newest first, at most `limit`. */
  log(from: string | null, to: string, limit: number): Promise<Result<readonly CommitFacts[]>>
  /** Makes a branch, existing or not, the one that clones start with. */
  setHead(branch: string): Promise<Result<void>>
  /** The same repository with the objects that git shows to a hook before it takes them: of `GIT_*`, only those count. */
  withEnvironment(environment: Readonly<Record<string, string | undefined>>): Repository
}
