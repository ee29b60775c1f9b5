import type { SoakRule } from "../definition/schema/time-schema.ts"
import { formatDuration } from "../shared/duration.ts"
import { formatInstant } from "../shared/zoned-time.ts"
import { isTrusted } from "./checks-gate.ts"
import { citing } from "./citing.ts"
import type { EffectiveRules } from "./effective-rules.ts"
import { type GateAnswer, met, notMet, unknown, waiting, waitingUntil } from "./gate-answer.ts"
import type { PromotionFacts, SoakFact } from "./promotion-facts.ts"

/**
 * The release serves elsewhere, verified, for long enough and without a break: another release in its place or a
 * verification that did not succeed starts the time anew.
 */
export function soakGate(gate: string, soak: SoakRule, rules: EffectiveRules, facts: PromotionFacts): GateAnswer {
  const fact = facts.soaks.find(({ environment }) => environment === soak.in)
  return citing(soakAnswer(gate, soak, fact, { rules, now: facts.now }), fact ? [fact] : [])
}

function soakAnswer(
  gate: string,
  soak: SoakRule,
  fact: SoakFact | undefined,
  { rules, now }: { readonly rules: EffectiveRules; readonly now: number },
): GateAnswer {
  const length = formatDuration(soak.for)
  if (!fact?.isServing) return waiting(gate, `it does not run in ${soak.in}, where it must for ${length}`)
  const { proof, status, since } = fact
  if (proof.kind === "absent")
    return waiting(gate, `it is not verified in ${soak.in} yet, where it must be for ${length}`)
  if (proof.kind === "unreadable") return unknown(gate, `verification in ${soak.in}: ${proof.why}`)
  if (!isTrusted(proof, rules)) return notMet(gate, `its verification in ${soak.in} is not by a trusted signer`)
  if (status !== "succeeded" || since === null) {
    const answer = status === "errored" ? unknown : notMet
    return answer(gate, `its verification in ${soak.in} ${status}`)
  }
  const end = since + soak.for
  const from = formatInstant(since, "UTC")
  if (now >= end) return met(gate, `verified in ${soak.in} since ${from}; ${length} are needed`)
  // No time that has passed: a sentence that is another one at every look would be told at every look.
  const sentence = `verified in ${soak.in} since ${from}; ${length} are over on ${formatInstant(end, "UTC")}`
  return waitingUntil(gate, sentence, end)
}
