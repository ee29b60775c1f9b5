import { PREDICATE } from "../../core/evidence/statement.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { ApprovalRequest, Approved } from "./approve.ts"
import { findWaiting } from "./find-waiting.ts"
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
  const { promotion, environment, judgement } = waiting.value
  if (promotion.state !== "waiting") {
    return fail("approval-refused", `it is being deployed in '${environment}' already`, {
      hint: `undo that: slipway rollback ${environment}`,
    })
  }
  const { rules, facts } = judgement
  const own = facts.approvals.filter((fact) => fact.person === person && fact.rules === rules.hash)
  const given = [...new Map(own.map((fact) => [fact.gate, fact])).values()].filter(({ isRevoked }) => !isRevoked)
  const chosen = given.filter(({ gate }) => request.gate === null || gate === request.gate)
  const [approval, another] = chosen
  if (!approval) {
    const what = request.gate === null ? "anything here" : `'${request.gate}'`
    return fail("approval-refused", `${person} has not approved ${what}`)
  }
  if (another) {
    const names = chosen.map(({ gate }) => gate)
    return fail("argument-invalid", `${person} has approved several gates`, {
      hint: `name one: --gate ${names.join(" or --gate ")}`,
    })
  }
  const after = await recordAct(ports, waiting.value, {
    action: "revoke-approval",
    why: request.comment,
    type: PREDICATE.approval,
    predicate: {
      environment,
      gate: approval.gate,
      person,
      role: rules.gates[approval.gate]?.approval?.role ?? "",
      rules: rules.hash,
      comment: request.comment,
      approvedOn: new Date(ports.clock.now()).toISOString(),
      revoked: true,
    },
  })
  return after.ok ? ok({ gate: approval.gate, promotion: promotion.id, judgement: after.value }) : after
}
