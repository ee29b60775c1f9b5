import { PREDICATE } from "../../core/evidence/statement.ts"
import { approversOf, whyExcluded } from "../../core/promotion/approval-gate.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import { findWaiting } from "./find-waiting.ts"
import type { Judgement } from "./judge-promotion.ts"
import { recordAct } from "./record-act.ts"
import type { ServerPorts } from "./server-ports.ts"

export interface ApprovalRequest {
  readonly release: string
  readonly environment: string
  /** Name of the gate; may be left out where only one of them waits for this person. */
  readonly gate: string | null
  readonly comment: string | null
}

/** What was approved, and how the gates stand now. */
export interface Approved {
  readonly gate: string
  readonly promotion: number
  readonly judgement: Judgement
}

/**
 * Records a person's signed yes to a promotion that waits for it. It is bound to the release's digest and to the rules
 * in force: if either changes, it is void.
 */
export async function approve(ports: ServerPorts, request: ApprovalRequest, person: string): Promise<Result<Approved>> {
  const waiting = await findWaiting(ports, request)
  if (!waiting.ok) return waiting
  const { promotion, environment, judgement } = waiting.value
  const gate = chooseGate(judgement, request.gate, person)
  if (!gate.ok) return gate
  const after = await recordAct(ports, waiting.value, {
    action: "approve",
    why: request.comment,
    type: PREDICATE.approval,
    predicate: {
      environment,
      gate: gate.value.name,
      person,
      role: gate.value.role,
      rules: judgement.rules.hash,
      comment: request.comment,
      approvedOn: new Date(ports.clock.now()).toISOString(),
    },
  })
  return after.ok ? ok({ gate: gate.value.name, promotion: promotion.id, judgement: after.value }) : after
}

/** The gate that this person would approve; refused with the reason where there is none. */
export function chooseGate(
  judgement: Judgement,
  wanted: string | null,
  person: string,
): Result<{ name: string; role: string }> {
  const gates = Object.entries(judgement.rules.gates).flatMap(([name, { approval }]) =>
    approval ? [{ name, approval }] : [],
  )
  const chosen = wanted === null ? gates : gates.filter(({ name }) => name === wanted)
  if (chosen.length === 0) {
    const hint =
      gates.length > 0 ? `gates with approvals: ${gates.map(({ name }) => name).join(", ")}` : "none is needed here"
    return fail(
      "approval-refused",
      wanted === null ? "no gate here asks for an approval" : `no gate '${wanted}' asks for an approval here`,
      { hint },
    )
  }
  const eligible = chosen.filter(({ approval }) =>
    approversOf(approval, judgement.rules, judgement.facts).includes(person),
  )
  const able = eligible.filter(({ name }) =>
    judgement.answers.some(({ gate, who }) => gate === name && who.includes(person)),
  )
  const [first, second] = able
  if (second) {
    return fail("argument-invalid", "several gates wait for an approval", {
      hint: `name one: --gate ${able.map(({ name }) => name).join(" or --gate ")}`,
    })
  }
  if (first) return ok({ name: first.name, role: first.approval.role })
  const [done] = eligible
  if (done) return notNeeded(judgement, done.name, person)
  const [{ name, approval }] = chosen as [(typeof chosen)[0]]
  const who = approversOf(approval, judgement.rules, judgement.facts)
  const why = whyExcluded(approval, person, judgement.rules, judgement.facts)
  return fail("approval-refused", `${why}, and so ${person} cannot approve '${name}'`, {
    hint: who.length > 0 ? `ask ${who.join(" or ")}` : `give somebody the role ${approval.role} under 'people'`,
  })
}

/** The gate does not wait for this person, who could approve it: it has their yes, or enough of others. */
function notNeeded({ answers }: Judgement, gate: string, person: string): Result<never> {
  const shut = answers.find((answer) => answer.gate === gate && answer.state !== "met")
  if (shut?.state === "waiting") return fail("approval-refused", `${person} has approved '${gate}' already`)
  const why = shut ?? answers.findLast((answer) => answer.gate === gate)
  return fail("approval-refused", `'${gate}' needs no approval of ${person}: ${why?.sentence}`)
}
