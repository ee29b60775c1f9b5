import { PREDICATE } from "../../core/evidence/statement.ts"
import type { Digest } from "../../core/shared/digest.ts"
import type { CachedResult, JobCache } from "../../ports/job-cache.ts"
import type { Ledger } from "../../ports/store/ledger.ts"

/**
 * A cache that knows only what the ledger has a statement about: a server that was killed between keeping a result and
 * signing it runs the job again, since no gate opens for a result without evidence.
 */
export function ledgeredCache(cache: JobCache, ledger: Ledger): JobCache {
  const isStated = async ({ image }: CachedResult) =>
    image !== null && (await ledger.bySubject(image.digest, PREDICATE.provenance)).length > 0
  return {
    async lookup(keys) {
      const results = await cache.lookup(keys)
      const stated = await ledger.latestByKey([...results.keys()])
      const known = await Promise.all(
        [...results].map(async (entry): Promise<[Digest, CachedResult][]> => {
          const [key, result] = entry
          return stated.get(key)?.status === "succeeded" || (await isStated(result)) ? [entry] : []
        }),
      )
      return new Map(known.flat())
    },
    restore: (key, directory) => cache.restore(key, directory),
    log: (key) => cache.log(key),
    keep: (entry) => cache.keep(entry),
    close: () => cache.close(),
  }
}
