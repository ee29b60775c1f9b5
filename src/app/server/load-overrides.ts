import { type Override, PREDICATE } from "../../core/evidence/statement.ts"
import type { OverrideFact } from "../../core/promotion/promotion-facts.ts"
import type { Digest } from "../../core/shared/digest.ts"
import { prove } from "./prove-entry.ts"
import type { ServerPorts } from "./server-ports.ts"
import { supersededAt } from "./superseded-at.ts"

/** The overrides of gates of an environment for a release, each checked against its signed statement. */
export async function loadOverrides(
  ports: ServerPorts,
  release: Digest,
  environment: string,
): Promise<readonly OverrideFact[]> {
  const entries = await ports.store.ledger.bySubject(release, PREDICATE.override)
  const voidUntil = await supersededAt(ports, release, environment)
  const concerned = entries.filter(
    ({ predicate, recordedAt }) =>
      (predicate as Partial<Override> | null)?.environment === environment && recordedAt > voidUntil,
  )
  return Promise.all(
    concerned.map(async (entry) => {
      const { proof, predicate } = await prove<Override>(ports, entry)
      const { gate, person, rules, reason, instead, revoked } = predicate ?? (entry.predicate as Override)
      const isRevoked = revoked && { isRevoked: revoked }
      return { gate, person, rules, reason, instead, ...isRevoked, at: entry.recordedAt, proof }
    }),
  )
}
