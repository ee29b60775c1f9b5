import type { EffectiveRules } from "./effective-rules.ts"
import { evaluateGates } from "./evaluate-gates.ts"
import type { PromotionFacts } from "./promotion-facts.ts"

/** More than gates of time could take turns at being shut without a pattern that never ends. */
const ROUNDS = 100

/**
 * When all gates could be open at the earliest: if people did now whatever waits for them, and then only time passed.
 * Null where a gate has failed, or nobody can tell. One gate's opening may fall into another's closing time, so each
 * time that is found is asked for again.
 */
export function earliestOpening(rules: EffectiveRules, facts: PromotionFacts): number | null {
  let now = facts.now
  for (let round = 0; round < ROUNDS; round++) {
    const answers = evaluateGates(rules, { ...facts, now })
    if (answers.some(({ state }) => state === "failed" || state === "errored")) return null
    const openings = answers.flatMap(({ opensAt }) => opensAt ?? [])
    if (openings.length === 0) return now
    now = Math.max(...openings)
  }
  return null
}
