import { evaluateGates } from "../../../core/promotion/evaluate-gates.ts"
import { allMet } from "../../../core/promotion/gate-answer.ts"
import type { PromotionFacts } from "../../../core/promotion/promotion-facts.ts"
import { ok, type Result } from "../../../core/shared/result.ts"
import { chooseGate } from "../approve.ts"
import { mayBeAsked } from "../ask-gate.ts"
import type { WaitingPromotion } from "../find-waiting.ts"
import { allowedOverride } from "../override-gate.ts"
import { ownApproval } from "../revoke-approval.ts"
import { ownOverride } from "../revoke-override.ts"
import { shutText } from "./entry-texts.ts"
import { type PlannedAct, plannedAct } from "./planned-act.ts"

/** Who acts on a promotion that waits, and what its deployment would do. */
export interface GateActor {
  readonly person: string
  /** Who signs what people say. */
  readonly signer: string
  readonly pinned: string | null
  readonly deployment: readonly string[]
}

/** What can be done to the gates of a waiting promotion; what follows is judged as if they were given. */
export function gateActs(waiting: WaitingPromotion, actor: GateActor): readonly PlannedAct[] {
  const { rules, answers } = waiting.judgement
  const shut = new Set(answers.filter(({ state }) => state !== "met").map(({ gate }) => gate))
  return Object.entries(rules.gates).flatMap(([gate, { approval, command, override }]) => {
    const own = approval && ownApproval(waiting, gate, actor.person)
    return [
      ...(approval && shut.has(gate) && !own?.ok ? [approveAct(waiting, gate, actor)] : []),
      ...(own?.ok ? [revokeAct(waiting, gate, actor)] : []),
      ...(override && shut.has(gate) ? [overrideAct(waiting, gate, actor)] : []),
      ...(override && ownOverride(waiting, gate, actor.person).ok ? [revokeOverrideAct(waiting, gate, actor)] : []),
      ...(command && shut.has(gate) ? [askAct(waiting, gate)] : []),
    ]
  })
}

function approveAct(waiting: WaitingPromotion, gate: string, actor: GateActor): PlannedAct {
  const { judgement } = waiting
  const allowed = chooseGate(judgement, gate, actor.person)
  const effects = (): Result<readonly string[]> =>
    ok([
      `your yes is signed, and bound to this very release and to the rules in force: if either changes, it is void`,
      ...afterwards(waiting, actor, { approvals: [...judgement.facts.approvals, approvalOf(waiting, gate, actor)] }),
    ])
  return plannedAct({ act: "approve", gate, reason: "possible" }, allowed.ok ? effects() : allowed)
}

function revokeAct(waiting: WaitingPromotion, gate: string, actor: GateActor): PlannedAct {
  const fact = { ...approvalOf(waiting, gate, actor), isRevoked: true }
  const approvals = [...waiting.judgement.facts.approvals, fact]
  const effects = ["your yes counts no more, and both stay on record", ...afterwards(waiting, actor, { approvals })]
  return plannedAct({ act: "revoke-approval", gate, reason: "possible" }, ok(effects))
}

function overrideAct(waiting: WaitingPromotion, gate: string, actor: GateActor): PlannedAct {
  const { rules, facts } = waiting.judgement
  const allowed = allowedOverride(waiting.judgement, gate, actor.person)
  const what = { act: "override", gate, reason: "needed" } as const
  if (!allowed.ok) return plannedAct(what, allowed)
  const fact = { ...approvalOf(waiting, gate, actor), rules: rules.hash, reason: "…", instead: allowed.value.instead }
  const effects = [
    `${gate} opens for this release although it says: ${allowed.value.answer}`,
    "your reason is signed and shown wherever somebody asks why it could enter",
    ...afterwards(waiting, actor, { overrides: [...facts.overrides, fact] }),
  ]
  return plannedAct(what, ok(effects))
}

function revokeOverrideAct(waiting: WaitingPromotion, gate: string, actor: GateActor): PlannedAct {
  const { overrides } = waiting.judgement.facts
  const fact = { ...approvalOf(waiting, gate, actor), reason: "…", instead: "waiting", isRevoked: true } as const
  const effects = [
    `${gate} counts again as it says, and both stay on record`,
    ...afterwards(waiting, actor, { overrides: [...overrides, fact] }),
  ]
  return plannedAct({ act: "revoke-override", gate, reason: "needed" }, ok(effects))
}

function askAct(waiting: WaitingPromotion, gate: string): PlannedAct {
  const allowed = mayBeAsked(waiting, gate)
  const effects = ["its command runs once more; what it says takes the place of what it has said before"]
  return plannedAct({ act: "ask", gate }, allowed.ok ? ok(effects) : allowed)
}

/** What this person would have said, as it would be known. */
function approvalOf({ judgement }: WaitingPromotion, gate: string, { person, signer }: GateActor) {
  const { rules, facts } = judgement
  const proof = { kind: "valid", signer } as const
  return { gate, person, rules: rules.hash, at: facts.now, isRevoked: false, proof }
}

/** How the gates would stand, and what follows from that. */
function afterwards(
  { environment, judgement }: WaitingPromotion,
  { pinned, deployment }: GateActor,
  facts: Partial<Pick<PromotionFacts, "approvals" | "overrides">>,
): readonly string[] {
  const answers = evaluateGates(judgement.rules, { ...judgement.facts, ...facts })
  if (!allMet(answers)) return [shutText(environment, answers)]
  if (pinned !== null) return [`it then waits until somebody resumes ${environment} (${pinned})`]
  return [`all gates are open then: it enters ${environment} at once`, ...deployment]
}
