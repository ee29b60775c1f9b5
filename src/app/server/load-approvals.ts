import { type Approval, PREDICATE } from "../../core/evidence/statement.ts"
import type { ApprovalFact } from "../../core/promotion/promotion-facts.ts"
import type { Digest } from "../../core/shared/digest.ts"
import { prove } from "./prove-entry.ts"
import type { ServerPorts } from "./server-ports.ts"
import { supersededAt } from "./superseded-at.ts"

/** The approvals of a release for an environment, each checked against its signed statement. */
export async function loadApprovals(
  ports: ServerPorts,
  release: Digest,
  environment: string,
): Promise<readonly ApprovalFact[]> {
  const entries = await ports.store.ledger.bySubject(release, PREDICATE.approval)
  const voidUntil = await supersededAt(ports, release, environment)
  const concerned = entries.filter(
    ({ predicate, recordedAt }) =>
      (predicate as Partial<Approval> | null)?.environment === environment && recordedAt > voidUntil,
  )
  return Promise.all(
    concerned.map(async (entry) => {
      const { proof, predicate } = await prove<Approval>(ports, entry)
      const said = predicate ?? (entry.predicate as Approval)
      const { gate, person, rules, revoked = false } = said
      return { gate, person, rules, at: entry.recordedAt, isRevoked: revoked, proof }
    }),
  )
}
