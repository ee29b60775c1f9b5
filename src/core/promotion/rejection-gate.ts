import { isTrusted } from "./checks-gate.ts"
import { citing } from "./citing.ts"
import type { EffectiveRules } from "./effective-rules.ts"
import { type GateAnswer, met, notMet, unknown } from "./gate-answer.ts"
import type { PromotionFacts } from "./promotion-facts.ts"

/** A release that somebody has rejected enters nowhere; a rejection that cannot be verified bars it as well. */
export function rejectionGate(rules: EffectiveRules, { rejection }: PromotionFacts): readonly GateAnswer[] {
  if (!rejection) return []
  const { person, reason, isLifted, proof } = rejection
  if (proof.kind === "unreadable")
    return [unknown("rejected", `what ${person} said of it cannot be read: ${proof.why}`)]
  const isOpen = isLifted && isTrusted(proof, rules)
  const answer = isOpen
    ? met("rejected", `no longer: ${person} took that back: ${reason}`)
    : notMet("rejected", `by ${person}: ${reason}`)
  return [citing(answer, [rejection])]
}
