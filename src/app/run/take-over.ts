import type { JobFingerprint } from "../../core/plan/fingerprint.ts"
import type { JobId, Plan, PlannedJob } from "../../core/plan/plan.ts"
import { type Restoration, restorationOf } from "../../core/run/restoration.ts"
import type { Digest } from "../../core/shared/digest.ts"
import type { ImageRegistry } from "../../ports/image-registry.ts"
import type { CachedResult, JobCache } from "../../ports/job-cache.ts"

/** What a run takes over from earlier ones. */
export interface TakenOver extends Restoration {
  readonly known: ReadonlyMap<JobId, CachedResult>
}

export const nothingTakenOver: TakenOver = { known: new Map(), restored: [], outputs: [] }

export interface TakeOverParts {
  readonly cache: JobCache
  readonly registry: Pick<ImageRegistry, "hasBlob">
  readonly fingerprints: ReadonlyMap<JobId, Pick<JobFingerprint, "key">>
  /** Whether only results count that a statement is about. */
  readonly signedOnly: boolean
}

/** Finds out which results of a plan are known, and what need not run therefore. Nothing is written. */
export async function takeOver(plan: Plan, parts: TakeOverParts): Promise<TakenOver> {
  const known = new Map(await knownResults(plan, parts))
  return { known, ...restorationOf(plan, new Set(known.keys())) }
}

/**
 * Whether a job's result follows from its key alone. Secrets that it gets, and
 * how the jobs before one that always runs have ended, may decide it too and are not in the key.
 */
export function isCacheable(job: PlannedJob): boolean {
  return job.kind === "image" || (job.kind === "job" && !job.always && job.secrets.length === 0)
}

async function knownResults(
  plan: Plan,
  { cache, registry, fingerprints, signedOnly }: TakeOverParts,
): Promise<[JobId, CachedResult][]> {
  const keys = plan.jobs.flatMap((job): [JobId, Digest][] => {
    const key = isCacheable(job) ? fingerprints.get(job.id)?.key : undefined
    return key ? [[job.id, key]] : []
  })
  const results = await cache.lookup(keys.map(([, key]) => key))
  const found = keys.flatMap(([id, key]): [JobId, CachedResult][] => {
    const result = results.get(key)
    return result && !(signedOnly && result.unsigned) ? [[id, result]] : []
  })
  const images = found.filter(([, { image }]) => image !== null)
  const stored = await Promise.all(images.map(([, { image }]) => image !== null && registry.hasBlob(image.digest)))
  const gone = new Set(images.filter((_, index) => !stored[index]).map(([id]) => id))
  return found.filter(([id]) => !gone.has(id))
}
