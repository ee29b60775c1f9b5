import type { Digest } from "../../core/shared/digest.ts"

/** What a person chose with a release, where the environment leaves that open. */
export interface Choice {
  /** Services that run their mock, besides those that always do there. */
  readonly mocks: readonly string[]
  /** Of a mixture: service → commit that built its image; those that are not named are of the promotion's own commit. */
  readonly parts: Readonly<Record<string, string>>
}

/** A request for a release to enter an environment. It waits until its gates open. */
export interface PromotionRecord {
  readonly id: number
  readonly release: Digest
  /** The commit whose provenance it goes by. */
  readonly commit: string
  readonly environment: string
  /** The key under `environments:`; known before the environment itself exists. */
  readonly template: string
  /** Index into its `from`. */
  readonly wayIn: number
  readonly person: string | null
  /** The git event that asked for it; null for a person's command. Orders promotions of one branch. */
  readonly event: number | null
  /** Null where nothing was chosen but the release. */
  readonly choice: Choice | null
  readonly state: "waiting" | "deploying" | "deployed" | "failed" | "superseded" | "canceled"
  /** What it waits for, or how it ended; null while nobody has looked since something about it changed. */
  readonly note: string | null
  readonly createdAt: number
  /** The newer one that took its place in the environment's queue, and when; both null unless one did. */
  readonly supersededBy: number | null
  readonly supersededAt: number | null
}

export type NewPromotion = Omit<
  PromotionRecord,
  "id" | "state" | "note" | "supersededBy" | "supersededAt" | "choice"
> & {
  readonly choice?: Choice | null
}

export interface PromotionStore {
  /** The open one for the same release, commit, environment and choice if there is one, else a new one. */
  request(promotion: NewPromotion): Promise<PromotionRecord>
  get(id: number): Promise<PromotionRecord | undefined>
  /** Waiting or deploying, oldest first. */
  open(environment?: string): Promise<readonly PromotionRecord[]>
  /** Moves on only from one of these states; false if it was in another (someone else was faster). */
  move(
    id: number,
    from: readonly PromotionRecord["state"][],
    to: PromotionRecord["state"],
    note: string | null,
  ): Promise<boolean>
  /** Ends a waiting one for a newer one; false if it does not wait any more. */
  supersede(
    id: number,
    superseding: { readonly by: number; readonly at: number; readonly note: string },
  ): Promise<boolean>
  /** Of one that is open; how one has ended stays as it is. */
  setNote(id: number, note: string | null): Promise<void>
  ofRelease(release: Digest): Promise<readonly PromotionRecord[]>
  /** Newest first. */
  latest(environment: string, limit: number): Promise<readonly PromotionRecord[]>
}
