import { PREDICATE, type Rejection } from "../../core/evidence/statement.ts"
import type { RejectionFact } from "../../core/promotion/promotion-facts.ts"
import type { Digest } from "../../core/shared/digest.ts"
import { prove } from "./prove-entry.ts"
import type { ServerPorts } from "./server-ports.ts"

/** The last word about barring a release, checked against its signed statement; null where nobody has said any. */
export async function loadRejection(ports: ServerPorts, release: Digest): Promise<RejectionFact | null> {
  const entry = (await ports.store.ledger.bySubject(release, PREDICATE.rejection)).at(-1)
  if (!entry) return null
  const { proof, predicate } = await prove<Rejection>(ports, entry)
  const { person, reason, lifted = false } = predicate ?? (entry.predicate as Rejection)
  // What cannot be read lifts nothing.
  return { person, reason, isLifted: lifted && predicate !== null, at: entry.recordedAt, proof }
}
