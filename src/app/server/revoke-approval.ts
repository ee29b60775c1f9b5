import { PREDICATE } from "../../core/evidence/statement.ts"
import type { ApprovalFact } from "../../core/promotion/promotion-facts.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { ApprovalRequest, Approved } from "./approve.ts"
import { findWaiting, type WaitingPromotion } from "./find-waiting.ts"
import { recordAct } from "./record-act.ts"
import type { ServerPorts } from "./server-ports.ts"

/** A person takes an own approval back, as long as the promotion still waits. */
export async function revokeApproval(
  ports: ServerPorts,
  request: ApprovalRequest,
  person: string,
): Promise<Result<Approved>> {
  const waiting = await findWaiting(ports, request)
  if (!waiting.ok) return waiting
  const approval = ownApproval(waiting.value, request.gate, person)
  if (!approval.ok) return approval
  const { gate } = approval.value
  const { promotion, environment, judgement } = waiting.value
  const { rules } = judgement
  const after = await recordAct(ports, waiting.value, {
    action: "revoke-approval",
    why: request.comment,
    type: PREDICATE.approval,
    predicate: {
      environment,
      gate,
      person,
      role: rules.gates[gate]?.approval?.role ?? "",
      rules: rules.hash,
      comment: request.comment,
      approvedOn: new Date(ports.clock.now()).toISOString(),
      revoked: true,
    },
  })
  return after.ok ? ok({ gate, promotion: promotion.id, judgement: after.value }) : after
}

/** The approval that a person would take back; refused with the reason where there is none, or it is used already. */
export function ownApproval(
  { promotion, environment, judgement }: WaitingPromotion,
  wanted: string | null,
  person: string,
): Result<ApprovalFact> {
  if (promotion.state !== "waiting") {
    return fail("approval-refused", `it is being deployed in '${environment}' already`, {
      hint: `undo that: slipway rollback ${environment}`,
    })
  }
  const { rules, facts } = judgement
  const own = facts.approvals.filter((fact) => fact.person === person && fact.rules === rules.hash)
  const given = [...new Map(own.map((fact) => [fact.gate, fact])).values()].filter(({ isRevoked }) => !isRevoked)
  const chosen = given.filter(({ gate }) => wanted === null || gate === wanted)
  const [approval, another] = chosen
  if (!approval) {
    const what = wanted === null ? "anything here" : `'${wanted}'`
    return fail("approval-refused", `${person} has not approved ${what}`)
  }
  if (another) {
    const names = chosen.map(({ gate }) => gate)
    return fail("argument-invalid", `${person} has approved several gates`, {
      hint: `name one: --gate ${names.join(" or --gate ")}`,
    })
  }
  return ok(approval)
}
