import { type CollectionPlan, type Judged, type Needs, planCollection } from "../../core/image/plan-collection.ts"
import { formatDuration } from "../../core/shared/duration.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { ImageFolder } from "../../ports/image-folder.ts"

/** What is kept for how long although nothing needs it; milliseconds. */
export interface Retention {
  readonly unusedFor: number
  readonly evidenceFor: number
}

const HOUR = 3_600_000

export const DEFAULT_RETENTION: Retention = { unusedFor: 7 * 24 * HOUR, evidenceFor: 30 * 24 * HOUR }

/** A build that is under way counts on what it stored, or found, a moment ago. */
export const SHORTEST_UNUSED = 2 * HOUR

export interface CollectOptions extends Retention {
  readonly dryRun: boolean
  /** Milliseconds since 1970. */
  readonly now: number
}

/** What was decided about every image, and what that frees. Statements and documents are only counted. */
export interface CollectedImages {
  readonly dryRun: boolean
  readonly kept: readonly Judged[]
  readonly removed: readonly Judged[]
  /** Statements and documents. */
  readonly artifacts: { readonly kept: number; readonly removed: number }
  /** Bytes freed, also by what no image names. */
  readonly bytes: number
  readonly held: string | null
}

/** Removes the images of a folder that nothing needs. `needs` is asked while nobody can store or name anything. */
export async function collectImages(
  folder: ImageFolder,
  needs: () => Promise<Needs>,
  { dryRun, now, ...retention }: CollectOptions,
): Promise<Result<CollectedImages>> {
  if (retention.unusedFor < SHORTEST_UNUSED) {
    const hint = `choose at least ${SHORTEST_UNUSED / HOUR}h`
    const why = "a build may count on what was used a moment ago"
    return fail("argument-invalid", `${formatDuration(retention.unusedFor)} is too short: ${why}`, { hint })
  }
  const collected = await folder.collect({
    decide: async (inventory, blobs) => planCollection(inventory, blobs, await needs(), { now, ...retention }),
    now,
    dryRun,
  })
  return collected.ok ? ok({ dryRun, ...summaryOf(collected.value.plan) }) : collected
}

function summaryOf({ kept, removed, bytes, held }: CollectionPlan) {
  return {
    kept: kept.filter(isImage),
    removed: removed.filter(isImage),
    artifacts: { kept: kept.filter(isArtifact).length, removed: removed.filter(isArtifact).length },
    bytes,
    held,
  }
}

function isArtifact({ kind }: Judged): boolean {
  return kind === "artifact"
}

function isImage(judged: Judged): boolean {
  return !isArtifact(judged)
}
