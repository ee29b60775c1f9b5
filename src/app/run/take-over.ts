import { join } from "node:path"
import type { JobFingerprint } from "../../core/plan/fingerprint.ts"
import type { JobId, Plan, PlannedJob } from "../../core/plan/plan.ts"
import { type Restoration, restorationOf } from "../../core/run/restoration.ts"
import type { Digest } from "../../core/shared/digest.ts"
import { ok, type Result } from "../../core/shared/result.ts"
import type { ImageRegistry } from "../../ports/image-registry.ts"
import type { CachedResult, JobCache } from "../../ports/job-cache.ts"

/** What a run takes over from earlier ones. */
export interface TakenOver {
  readonly known: ReadonlyMap<JobId, CachedResult>
  /** Jobs that are over before the run begins: the known ones, and setups that are not needed then. */
  readonly restored: readonly JobId[]
}

export const nothingTakenOver: TakenOver = { known: new Map(), restored: [] }

export interface TakeOverParts {
  readonly cache: JobCache
  readonly registry: Pick<ImageRegistry, "hasBlob">
  readonly fingerprints: ReadonlyMap<JobId, JobFingerprint>
  /** Gives the folder that the jobs run in; asked for once, and only if a job has to run. */
  readonly openCheckout: () => Promise<Result<string>>
}

/**
 * Finds out which results of a plan are known, and puts the outputs in place that those jobs may read that have to run.
 * What turns out to be damaged on the way is not known, and runs.
 */
export async function takeOver(plan: Plan, parts: TakeOverParts): Promise<Result<TakenOver>> {
  const { cache, fingerprints, openCheckout } = parts
  const known = new Map(await knownResults(plan, parts))
  const inPlace = new Set<JobId>()
  for (;;) {
    const restoration = restorationOf(plan, new Set(known.keys()))
    if (restoration.restored.length === plan.jobs.length) return ok(takenOver(known, restoration))
    const checkout = await openCheckout()
    if (!checkout.ok) return checkout
    let isWhole = true
    for (const id of restoration.outputs) {
      const key = fingerprints.get(id)?.key
      const directory = plan.jobs.find((job) => job.id === id)?.directory
      if (inPlace.has(id) || key === undefined || directory === undefined) continue
      inPlace.add(id)
      if (await cache.restore(key, join(checkout.value, directory))) continue
      known.delete(id)
      isWhole = false
    }
    if (isWhole) return ok(takenOver(known, restoration))
  }
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
  { cache, registry, fingerprints }: TakeOverParts,
): Promise<[JobId, CachedResult][]> {
  const keys = plan.jobs.flatMap((job): [JobId, Digest][] => {
    const key = isCacheable(job) ? fingerprints.get(job.id)?.key : undefined
    return key ? [[job.id, key]] : []
  })
  const results = await cache.lookup(keys.map(([, key]) => key))
  const found = keys.flatMap(([id, key]): [JobId, CachedResult][] => {
    const result = results.get(key)
    return result ? [[id, result]] : []
  })
  const images = found.filter(([, { image }]) => image !== null)
  const stored = await Promise.all(images.map(([, { image }]) => image !== null && registry.hasBlob(image.digest)))
  const gone = new Set(images.filter((_, index) => !stored[index]).map(([id]) => id))
  return found.filter(([id]) => !gone.has(id))
}

function takenOver(known: ReadonlyMap<JobId, CachedResult>, { restored }: Restoration): TakenOver {
  return { known, restored }
}
