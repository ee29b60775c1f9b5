import { PREDICATE } from "../../core/evidence/statement.ts"
import { standingOverrides } from "../../core/promotion/override.ts"
import type { OverrideFact } from "../../core/promotion/promotion-facts.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { Approved } from "./approve.ts"
import { findWaiting, type WaitingPromotion } from "./find-waiting.ts"
import type { OverrideRequest } from "./override-gate.ts"
import { recordAct } from "./record-act.ts"
import type { ServerPorts } from "./server-ports.ts"

/** A person takes an own override back, as long as the promotion still waits. */
export async function revokeOverride(
  ports: ServerPorts,
  request: OverrideRequest,
  person: string,
): Promise<Result<Approved>> {
  const { gate, reason } = request
  if (reason.trim() === "") return fail("argument-invalid", "taking it back needs a reason", { hint: '--reason "..."' })
  const waiting = await findWaiting(ports, request)
  if (!waiting.ok) return waiting
  const own = ownOverride(waiting.value, gate, person)
  if (!own.ok) return own
  const { promotion, environment, judgement } = waiting.value
  const { rules } = judgement
  const { instead } = own.value
  if (instead === "met") return fail("override-refused", `'${gate}' was open when it was overridden`)
  const after = await recordAct(ports, waiting.value, {
    action: "revoke-override",
    why: reason,
    type: PREDICATE.override,
    predicate: {
      environment,
      gate,
      person,
      role: rules.gates[gate]?.override?.role ?? "",
      rules: rules.hash,
      reason,
      instead,
      answer: "",
      overriddenOn: new Date(ports.clock.now()).toISOString(),
      revoked: true,
    },
  })
  return after.ok ? ok({ gate, promotion: promotion.id, judgement: after.value }) : after
}

/** The override that a person would take back; refused with the reason where there is none, or it is used already. */
export function ownOverride(
  { promotion, environment, judgement }: WaitingPromotion,
  gate: string,
  person: string,
): Result<OverrideFact> {
  if (promotion.state !== "waiting") {
    return fail("override-refused", `it is being deployed in '${environment}' already`, {
      hint: `undo that: slipway rollback ${environment}`,
    })
  }
  const own = standingOverrides(gate, judgement.rules, judgement.facts).findLast((fact) => fact.person === person)
  return own ? ok(own) : fail("override-refused", `${person} has not overridden '${gate}' here`)
}
