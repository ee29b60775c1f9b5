import { isTrusted } from "./checks-gate.ts"
import { citing } from "./citing.ts"
import type { EffectiveRules } from "./effective-rules.ts"
import { type GateAnswer, met, notMet, unknown, waiting } from "./gate-answer.ts"
import type { JobFact, PromotionFacts } from "./promotion-facts.ts"

/** Every service of the release reports at least this line coverage, by a job that is defined as on the protected branch. */
export function coverageGate(gate: string, minimum: number, rules: EffectiveRules, facts: PromotionFacts): GateAnswer {
  return citing(
    coverageAnswer(gate, minimum, rules, facts),
    facts.jobs.filter((job) => job.coverage !== null),
  )
}

function coverageAnswer(gate: string, minimum: number, rules: EffectiveRules, facts: PromotionFacts): GateAnswer {
  const answers = Object.keys(facts.manifest.services).map((service) => {
    const jobs = facts.jobs.filter((job) => job.service === service)
    return serviceCoverage(gate, service, minimum, { rules, jobs })
  })
  const isNothingKnown = answers.length > 0 && answers.every((answer) => answer.state === "waiting")
  if (isNothingKnown) return waiting(gate, `it needs line coverage of every service of at least ${minimum} %`)
  return (
    answers.find((answer) => answer.state === "errored") ??
    answers.find((answer) => answer.state === "failed") ??
    answers.find((answer) => answer.state === "waiting") ??
    met(gate, `line coverage of every service is at least ${minimum} %`)
  )
}

function serviceCoverage(
  gate: string,
  service: string,
  minimum: number,
  { rules, jobs }: { rules: EffectiveRules; jobs: readonly JobFact[] },
): GateAnswer {
  const unreadable = jobs.find((job) => job.proof.kind === "unreadable")
  if (unreadable) return unknown(gate, `${service}: the evidence of ${unreadable.job} cannot be read`)
  if (jobs.some((job) => job.proof.kind === "absent")) return waiting(gate, `${service}: its jobs have not all ended`)
  const measured = jobs.filter((job) => job.coverage && job.status === "succeeded" && isTrusted(job.proof, rules))
  if (measured.length === 0) return notMet(gate, `${service} reports no line coverage`)
  const counting = measured.filter((job) => job.definition === "same")
  const [changed] = measured
  if (counting.length === 0 && changed) {
    return notMet(
      gate,
      `${service}: ${changed.job} is not defined as on the protected branch, so its coverage does not count`,
    )
  }
  const best = Math.max(...counting.map(percentOf))
  if (best >= minimum) return met(gate, `${service}: ${best.toFixed(1)} %`)
  return notMet(gate, `${service}: line coverage ${best.toFixed(1)} % is below the required ${minimum} %`)
}

function percentOf(job: JobFact): number {
  if (!job.coverage || job.coverage.total === 0) return 0
  return (100 * job.coverage.covered) / job.coverage.total
}
