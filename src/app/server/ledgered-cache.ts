import { PREDICATE } from "../../core/evidence/statement.ts"
import type { Digest } from "../../core/shared/digest.ts"
import type { ImageRegistry } from "../../ports/image-registry.ts"
import type { CachedResult, JobCache } from "../../ports/job-cache.ts"
import type { KnownSigners } from "../../ports/signer.ts"
import type { Ledger, LedgerEntry } from "../../ports/store/ledger.ts"
import { readStatement } from "../read-statement.ts"

export interface EvidenceStore {
  readonly ledger: Ledger
  readonly registry: ImageRegistry
  readonly knownSigners: KnownSigners
}

/**
 * A cache that knows only what there is sound evidence of. No gate opens for a result without: one that was kept by a
 * server that was killed before it signed, or whose statement is lost or damaged since, comes about again by running.
 */
export function ledgeredCache(cache: JobCache, evidence: EvidenceStore): JobCache {
  return {
    async lookup(keys) {
      const results = await cache.lookup(keys)
      const isSound = soundness(evidence)
      const stated = await evidence.ledger.latestByKey([...results.keys()])
      const known = await Promise.all(
        [...results].map(async (entry): Promise<[Digest, CachedResult][]> => {
          const [key, { image }] = entry
          const statement = image ? await provenanceOf(image.digest, evidence.ledger) : stated.get(key)
          return statement?.status === "succeeded" && (await isSound(statement.statement)) ? [entry] : []
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

/** The one that gates look at. */
async function provenanceOf(image: Digest, ledger: Ledger): Promise<LedgerEntry | undefined> {
  return (await ledger.bySubject(image, PREDICATE.provenance)).at(-1)
}

/** Tells sound statements from others; many jobs share one, which is read once. */
function soundness({ registry, knownSigners }: EvidenceStore): (statement: Digest) => Promise<boolean> {
  const known = new Map<Digest, Promise<boolean>>()
  return (statement) => {
    const answer = known.get(statement) ?? readStatement(registry, statement, knownSigners).then(({ ok }) => ok)
    known.set(statement, answer)
    return answer
  }
}
