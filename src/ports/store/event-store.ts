/** What happened to a ref of the server's repository. `seq` is the server's order, the only one that counts. */
export interface GitEvent {
  readonly seq: number
  /** Full name, e.g. `refs/heads/main`. Hostile. */
  readonly ref: string
  /** Object ids the ref named before and after; null: it did not exist. For annotated tags, the tag object's. */
  readonly before: string | null
  readonly after: string | null
  /** Commit behind `after`, peeled. */
  readonly commit: string | null
  /** The person whose token pushed it; null when found without one (at start, or by a local git command). */
  readonly person: string | null
  /** Milliseconds since 1970. */
  readonly acceptedAt: number
  readonly status: "accepted" | "handled" | "refused" | "errored"
  /** What became of it, in a sentence. */
  readonly note: string | null
}

export type NewGitEvent = Pick<GitEvent, "ref" | "before" | "after" | "commit" | "person" | "acceptedAt">

/** An accepted event is never lost: accepting writes it durably before the push is answered. */
export interface EventStore {
  /** Refs as the last accepted event left them: full ref name → object id. */
  refs(): Promise<ReadonlyMap<string, string>>
  /**
   * Records events and moves the seen refs, in one transaction. An event whose `before` is not what is stored for its
   * ref was recorded by someone else already and is left out of the answer. Idempotent therefore.
   */
  accept(events: readonly NewGitEvent[]): Promise<readonly GitEvent[]>
  /** Who is about to move a ref, written before git moves it, so that a crash in between loses no name. */
  recordPusher(ref: string, after: string | null, person: string): Promise<void>
  pusherOf(ref: string, after: string | null): Promise<string | null>
  /** Accepted and not finished, in order. */
  pending(): Promise<readonly GitEvent[]>
  finish(seq: number, status: "handled" | "refused" | "errored", note: string): Promise<void>
  get(seq: number): Promise<GitEvent | undefined>
  /** Those that moved a branch to one of these commits, in order. */
  toCommits(commits: readonly string[]): Promise<readonly GitEvent[]>
  /** The oldest event of a ref. */
  firstOf(ref: string): Promise<GitEvent | undefined>
  /** The newest event of a ref. */
  latestOf(ref: string): Promise<GitEvent | undefined>
}
