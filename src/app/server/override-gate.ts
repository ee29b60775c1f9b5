import { PREDICATE } from "../../core/evidence/statement.ts"
import { whyExcluded } from "../../core/promotion/approval-gate.ts"
import { overridersOf, worstOf } from "../../core/promotion/override.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { Approved } from "./approve.ts"
import { findWaiting } from "./find-waiting.ts"
import type { Judgement } from "./judge-promotion.ts"
import { recordAct } from "./record-act.ts"
import type { ServerPorts } from "./server-ports.ts"

export interface OverrideRequest {
  readonly release: string
  readonly environment: string
  readonly gate: string
  readonly reason: string
}

/**
 * Opens one gate for one release against what it says, on the word of a person whom the definition gives that right. It
 * is signed, and bound as an approval is.
 */
export async function overrideGate(
  ports: ServerPorts,
  request: OverrideRequest,
  person: string,
): Promise<Result<Approved>> {
  const { gate, reason } = request
  if (reason.trim() === "") return fail("argument-invalid", "an override needs a reason", { hint: '--reason "..."' })
  const waiting = await findWaiting(ports, request)
  if (!waiting.ok) return waiting
  const { promotion, environment, judgement } = waiting.value
  const allowed = allowedOverride(judgement, gate, person)
  if (!allowed.ok) return allowed
  const after = await recordAct(ports, waiting.value, {
    action: "override",
    why: `${reason} (instead of ${allowed.value.instead}: ${allowed.value.answer})`,
    type: PREDICATE.override,
    predicate: {
      environment,
      gate,
      person,
      rules: judgement.rules.hash,
      reason,
      ...allowed.value,
      overriddenOn: new Date(ports.clock.now()).toISOString(),
    },
  })
  return after.ok ? ok({ gate, promotion: promotion.id, judgement: after.value }) : after
}

export interface AllowedOverride {
  readonly role: string
  readonly instead: "waiting" | "failed" | "errored"
  readonly answer: string
}

/** What the gate says now, where this person may override that; refused with the reason otherwise. */
export function allowedOverride(
  { rules, facts, answers }: Judgement,
  gate: string,
  person: string,
): Result<AllowedOverride> {
  const shut = answers.filter((answer) => answer.gate === gate)
  const definition = rules.gates[gate]
  const overridable = Object.keys(rules.gates).filter((name) => rules.gates[name]?.override)
  const others =
    overridable.length > 0
      ? `gates that can be: ${overridable.join(", ")}`
      : "no gate here can be: see 'override' of gates"
  if (shut.length === 0) return fail("override-refused", `there is no gate '${gate}' here`, { hint: others })
  if (!definition?.override) {
    const why = definition
      ? "its definition names nobody who may"
      : "what every release has to prove is never overridden"
    return fail("override-refused", `'${gate}' cannot be overridden: ${why}`, { hint: others })
  }
  const { role, errored } = definition.override
  const able = overridersOf(definition, rules, facts)
  if (!able.includes(person)) {
    const why = whyExcluded(definition.override, person, rules, facts)
    return fail("override-refused", `${why}, and so ${person} cannot override '${gate}'`, {
      hint: able.length > 0 ? `ask ${able.join(" or ")}` : `give somebody the role ${role} under 'people'`,
    })
  }
  const instead = worstOf(shut)
  const answer = shut
    .filter(({ state }) => state !== "met")
    .map(({ sentence }) => sentence)
    .join("; ")
  if (instead === "met") return fail("override-refused", `'${gate}' is open already: ${shut[0]?.sentence}`)
  if (instead === "errored" && !errored) {
    return fail("override-refused", `nobody can tell how '${gate}' stands (${answer}), so it cannot be overridden`, {
      hint: "find out, or let the gate's definition say 'override: { errored: true }'",
    })
  }
  return ok({ role, instead, answer })
}
