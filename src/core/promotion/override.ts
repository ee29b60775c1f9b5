import type { GateDefinition } from "../definition/schema/gate-schema.ts"
import { approversOf, type Writers } from "./approval-gate.ts"
import { isTrusted } from "./checks-gate.ts"
import { citing } from "./citing.ts"
import type { EffectiveRules } from "./effective-rules.ts"
import { type GateAnswer, type GateState, met, unknown } from "./gate-answer.ts"
import type { OverrideFact, PromotionFacts } from "./promotion-facts.ts"

/** From open to unknown: an override given at one of them does not hold for a later one. */
const BY_SEVERITY: readonly GateState[] = ["met", "waiting", "failed", "errored"]

/**
 * The answers of one gate, opened where somebody who may has overridden them: for this release, under these rules, not
 * too long ago, and when the gate stood no better than it does now.
 */
export function overridden(
  gate: GateDefinition,
  answers: readonly GateAnswer[],
  rules: EffectiveRules,
  facts: PromotionFacts,
): readonly GateAnswer[] {
  const [first] = answers
  if (!gate.override || !first) return answers
  const expires = gate.expires ?? Number.POSITIVE_INFINITY
  const able = overridersOf(gate, rules, facts)
  const given = standingOverrides(first.gate, rules, facts).filter(
    ({ person, at }) => able.includes(person) && facts.now - at < expires,
  )
  return answers.map((answer) => {
    const holding = given.filter((fact) => covers(fact, answer.state, gate))
    const counting = holding.findLast(({ proof }) => isTrusted(proof, rules))
    if (answer.state === "met" || holding.length === 0) return answer
    if (counting) return opened(answer, counting)
    const unreadable = holding.findLast(({ proof }) => proof.kind !== "valid")
    return unreadable ? unknown(answer.gate, `the override of ${unreadable.person} cannot be verified`) : answer
  })
}

/** Overrides of a gate under these rules that whoever gave them has not taken back since. */
export function standingOverrides(
  gate: string,
  { hash }: EffectiveRules,
  { overrides }: Pick<PromotionFacts, "overrides">,
): readonly OverrideFact[] {
  const given = overrides.filter((fact) => fact.gate === gate && fact.rules === hash)
  const isBack = ({ person }: OverrideFact, index: number) =>
    given.slice(index).some((later) => later.person === person && later.isRevoked)
  return given.filter((fact, index) => !isBack(fact, index))
}

/** Who may override a gate; nobody, where the definition names no role. */
export function overridersOf(gate: GateDefinition, rules: EffectiveRules, facts: Writers): readonly string[] {
  return gate.override ? approversOf(gate.override, rules, facts) : []
}

/** The worst of a gate's answers: what an override of it opens. */
export function worstOf(answers: readonly GateAnswer[]): GateState {
  return BY_SEVERITY[Math.max(0, ...answers.map(({ state }) => BY_SEVERITY.indexOf(state)))] ?? "errored"
}

function covers({ instead }: OverrideFact, state: GateState, { override }: GateDefinition): boolean {
  if (state === "errored" && !override?.errored) return false
  return BY_SEVERITY.indexOf(state) <= BY_SEVERITY.indexOf(instead)
}

function opened(answer: GateAnswer, fact: OverrideFact): GateAnswer {
  const { person, reason } = fact
  const sentence = `overridden by ${person}: ${reason} (${answer.sentence})`
  return { ...citing(met(answer.gate, sentence), [fact]), override: { person, reason, instead: answer.state } }
}
