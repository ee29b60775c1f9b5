import type { AnalysisRule } from "../definition/schema/gate-schema.ts"
import { type AnalysisFindings, allIdentities, newSince } from "../evidence/analysis-findings.ts"
import { isTrusted } from "./checks-gate.ts"
import { citing } from "./citing.ts"
import type { EffectiveRules } from "./effective-rules.ts"
import { type GateAnswer, met, notMet, unknown, waiting } from "./gate-answer.ts"
import type { JobFact, PromotionFacts } from "./promotion-facts.ts"

/** How many new findings a sentence names. */
const NAMED = 3

/**
 * The analyses of the commit found at most so many errors, warnings, and findings that its base does not have; all of them
 * together. They count whoever reports them; but that there are none is only believed of a job that is defined as on the
 * protected branch.
 */
export function analysisGate(
  gate: string,
  most: AnalysisRule,
  rules: EffectiveRules,
  facts: PromotionFacts,
): GateAnswer {
  return citing(
    analysisAnswer(gate, most, rules, facts),
    facts.jobs.filter((job) => job.findings !== null),
  )
}

function analysisAnswer(gate: string, most: AnalysisRule, rules: EffectiveRules, facts: PromotionFacts): GateAnswer {
  const unreadable = facts.jobs.find((job) => job.proof.kind === "unreadable")
  if (unreadable) return unknown(gate, `the evidence of ${unreadable.job} cannot be read`)
  if (facts.jobs.some((job) => job.proof.kind === "absent")) {
    return waiting(gate, `it needs analysis reports with ${limitsText(most)}`)
  }
  const reporting = facts.jobs.filter((job) => job.findings !== null)
  const isBelieved = reporting.some((job) => job.definition === "same" && isTrusted(job.proof, rules))
  if (!isBelieved) return notMet(gate, "no job that is defined as on the protected branch has an analysis report")
  const counted = [
    ...(most.errors === undefined ? [] : [counting("errors", reporting, most.errors)]),
    ...(most.warnings === undefined ? [] : [counting("warnings", reporting, most.warnings)]),
    ...(most.new === undefined ? [] : [countingNew(reporting, most.new, facts)]),
  ]
  const untold = counted.find(({ state }) => state === "errored")
  if (untold) return unknown(gate, untold.text)
  const sentence = `analysis found ${counted.map(({ text }) => text).join(" and ")}`
  return counted.some(({ state }) => state === "failed") ? notMet(gate, sentence) : met(gate, sentence)
}

function limitsText({ errors, warnings, new: fresh }: AnalysisRule): string {
  const limits = [
    ...(errors === undefined ? [] : [`${errors} errors`]),
    ...(warnings === undefined ? [] : [`${warnings} warnings`]),
    ...(fresh === undefined ? [] : [`${fresh} new findings`]),
  ]
  return `at most ${limits.join(", ")}`
}

interface Counted {
  readonly state: "met" | "failed" | "errored"
  readonly text: string
}

function counting(what: "errors" | "warnings", reporting: readonly JobFact[], most: number): Counted {
  const found = (findings: AnalysisFindings | null) => findings?.[what] ?? 0
  const count = reporting.reduce((sum, { findings }) => sum + found(findings), 0)
  if (count <= most) return { state: "met", text: `${count} ${what} (at most ${most})` }
  const where = reporting.filter(({ findings }) => found(findings) > 0).map(({ job }) => job)
  return { state: "failed", text: `${count} ${what} (at most ${most}; ${where.join(", ")})` }
}

function countingNew(reporting: readonly JobFact[], most: number, { analysisBase: base }: PromotionFacts): Counted {
  if (!base || base.kind === "unknown") {
    return { state: "errored", text: `nobody can tell what is new: ${base?.why ?? "there is no base"}` }
  }
  if (base.kind === "none") return { state: "met", text: `nothing that could be new, as ${base.why}` }
  const now = allIdentities(reporting.map(({ findings }) => findings?.identities))
  if (!now) return { state: "errored", text: "nobody can tell what is new: there are too many findings to compare" }
  const fresh = newSince(base.identities, now)
  const count = Object.values(fresh).reduce((sum, more) => sum + more, 0)
  const text = `${count} that ${base.commit.slice(0, 12)} does not have`
  if (count <= most) return { state: "met", text: `${text} (at most ${most})` }
  const named = namesOf(reporting, fresh)
  return { state: "failed", text: `${text} (at most ${most}${named === "" ? "" : `; ${named}`})` }
}

/** Where the new ones stand, as far as they are among those that are listed. */
function namesOf(reporting: readonly JobFact[], fresh: Readonly<Record<string, number>>): string {
  const listed = reporting.flatMap(({ findings }) => findings?.first ?? [])
  const named = listed.filter(({ identity }) => identity !== undefined && Object.hasOwn(fresh, identity))
  return named
    .slice(0, NAMED)
    .map(({ rule, file, line, message }) => {
      return `${rule ?? message} in ${file ?? "no file"}${line === null ? "" : `:${line}`}`
    })
    .join(", ")
}
