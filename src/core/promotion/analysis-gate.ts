import { isTrusted } from "./checks-gate.ts"
import { citing } from "./citing.ts"
import type { EffectiveRules } from "./effective-rules.ts"
import { type GateAnswer, met, notMet, unknown, waiting } from "./gate-answer.ts"
import type { PromotionFacts } from "./promotion-facts.ts"

/**
 * The analyses of the commit found at most this many errors, all of them together. Errors count whoever reports them; but
 * that there are none is only believed of a job that is defined as on the protected branch.
 */
export function analysisGate(gate: string, most: number, rules: EffectiveRules, facts: PromotionFacts): GateAnswer {
  return citing(
    analysisAnswer(gate, most, rules, facts),
    facts.jobs.filter((job) => job.findings !== null),
  )
}

function analysisAnswer(gate: string, most: number, rules: EffectiveRules, facts: PromotionFacts): GateAnswer {
  const unreadable = facts.jobs.find((job) => job.proof.kind === "unreadable")
  if (unreadable) return unknown(gate, `the evidence of ${unreadable.job} cannot be read`)
  if (facts.jobs.some((job) => job.proof.kind === "absent")) {
    return waiting(gate, `it needs analysis reports with at most ${most} errors`)
  }
  const reporting = facts.jobs.filter((job) => job.findings !== null)
  const isBelieved = reporting.some((job) => job.definition === "same" && isTrusted(job.proof, rules))
  if (!isBelieved) return notMet(gate, "no job that is defined as on the protected branch has an analysis report")
  const errors = reporting.reduce((sum, { findings }) => sum + (findings?.errors ?? 0), 0)
  if (errors <= most) return met(gate, `analysis found ${errors} errors; ${most} are allowed`)
  const worst = reporting.filter(({ findings }) => (findings?.errors ?? 0) > 0).map(({ job }) => job)
  return notMet(gate, `analysis found ${errors} errors (${worst.join(", ")}), ${most} are allowed`)
}
