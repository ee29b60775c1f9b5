import type { Digest } from "../core/shared/digest.ts"
import type { CachedResult, JobCache } from "../ports/job-cache.ts"
import { type PlanRequest, type PreparedRun, type PreparePorts, prepareSource } from "./prepare-run.ts"
import { isCacheable } from "./run/take-over.ts"

/** What is known of the commit that edited files stand on. */
export interface PlannedAhead {
  readonly prepared: PreparedRun
  readonly results: ReadonlyMap<Digest, CachedResult>
}

/**
 * Plans the commit that the working tree most likely stands on and looks its results up, while git looks at what was
 * edited: little of it will be otherwise. Nothing relies on the guess, since all of it is compared with what git finds.
 */
export async function planAhead(
  ports: PreparePorts,
  request: PlanRequest,
  cache: JobCache | null,
): Promise<PlannedAhead | undefined> {
  const likely = await ports.repository.likelyCurrent()
  if (!likely || request.affected) return undefined
  const prepared = await prepareSource(ports, { ...likely, treeish: likely.commit, isCommitted: true }, request)
  if (!prepared.ok) return undefined
  const { plan, fingerprints } = prepared.value
  const keys = plan.jobs.flatMap((job) => (isCacheable(job) ? (fingerprints.get(job.id)?.key ?? []) : []))
  return { prepared: prepared.value, results: (await cache?.lookup(keys)) ?? new Map() }
}

/** A cache that is not asked again for results that are known already. */
export function withResults(cache: JobCache, results: PlannedAhead["results"]): JobCache {
  return {
    lookup: async (keys) => {
      const found = await cache.lookup(keys.filter((key) => !results.has(key)))
      const known = keys.flatMap((key) => {
        const result = results.get(key)
        return result ? [[key, result] as const] : []
      })
      return new Map([...known, ...found])
    },
    restore: (key, directory) => cache.restore(key, directory),
    log: (key) => cache.log(key),
    keep: (entry) => cache.keep(entry),
    close: () => cache.close(),
  }
}
