import {
  type Approval,
  evidenceKey,
  makeStatement,
  type Override,
  type PREDICATE,
  type Subject,
} from "../../core/evidence/statement.ts"
import { digestOfJson, shortDigest } from "../../core/shared/digest.ts"
import type { Result } from "../../core/shared/result.ts"
import type { WaitingPromotion } from "./find-waiting.ts"
import { type Judgement, judgePromotion } from "./judge-promotion.ts"
import { recordOnLedger } from "./record-on-ledger.ts"
import { releaseDescriptor } from "./release-artifact.ts"
import type { ServerPorts } from "./server-ports.ts"

/** What a person did to a gate, and how it goes into the audit trail. */
export type GateAct = {
  readonly action: "approve" | "revoke-approval" | "override" | "revoke-override"
  /** Why, in the person's words. */
  readonly why: string | null
} & (
  | { readonly type: typeof PREDICATE.approval; readonly predicate: Approval }
  | { readonly type: typeof PREDICATE.override; readonly predicate: Override }
)

/**
 * Signs what a person did to a gate of a waiting promotion, and judges that anew. It is bound to the release's digest and
 * to the rules in force. The same person's next act of the kind on the same gate takes its place.
 */
export async function recordAct(
  ports: ServerPorts,
  { promotion, environment }: WaitingPromotion,
  { action, why, type, predicate }: GateAct,
): Promise<Result<Judgement>> {
  const { gate, rules, person } = predicate
  const subject: Subject = { kind: "release", name: environment, digest: promotion.release }
  const about = await releaseDescriptor(ports, promotion.release)
  if (!about.ok) return about
  const recorded = await recordOnLedger(ports, {
    statement: makeStatement<Approval | Override>([subject], type, predicate),
    about: about.value,
    subject,
    key: evidenceKey(promotion.release, digestOfJson({ type, gate, rules }), digestOfJson({ person, environment })),
    status: "succeeded",
  })
  if (!recorded.ok) return recorded
  await ports.store.audit.append({
    at: recorded.value.recordedAt,
    person,
    action,
    subject: `${gate} of ${shortDigest(promotion.release)} for ${environment}`,
    detail: why,
  })
  // Whoever follows it waits until it was looked at again.
  await ports.store.promotions.setNote(promotion.id, null)
  return judgePromotion(ports, promotion)
}
