import { quote } from "../definition/quote.ts"
import type { Definition } from "../definition/schema/definition-schema.ts"
import { type Evidence, evidenceText } from "./evidence.ts"
import type { Offence } from "./find-offence.ts"
import { wantedJobs } from "./met-by-branch.ts"
import type { Term, Wanted } from "./requirement.ts"

/** What comes closest to the evidence that is missing, where there is something to say. */
export function explainOffence(definition: Definition, { way, missing }: Offence): string | undefined {
  const evidence = way.steps.flatMap((step) => step.evidence)
  const reasons = missing.flatMap((term) => nearMiss(definition, term, evidence) ?? [])
  return reasons.length > 0 ? reasons.join("; ") : undefined
}

function nearMiss(definition: Definition, term: Term, evidence: readonly Evidence[]): string | undefined {
  if (term.kind === "job") return jobMiss(definition, term)
  if (term.kind === "builder") {
    const others = definition.trust.builders.filter((builder) => !term.builders.includes(builder))
    return `'trust' names ${others.map(quote).join(", ")} too`
  }
  const passed = evidence.find((one) => one.kind === "verified" && isAbout(term, one.environment))
  if (passed?.kind === "verified") return verifiedMiss(passed)
  const similar = evidence.filter(
    (one) =>
      one.kind === "gate" && (one.condition.key === term.kind || (term.kind === "gate" && term.name === one.gate)),
  )
  if (similar.length === 0) return undefined
  return `it has only ${similar.map(evidenceText).join(" and ")}`
}

function verifiedMiss({ environment, tests, mocked }: Extract<Evidence, { readonly kind: "verified" }>) {
  if (tests.length === 0) return `${quote(environment)} has no 'verify'`
  return mocked ? `its verification in ${quote(environment)} may have been beside mocks` : undefined
}

function isAbout(term: Wanted, environment: string): boolean {
  return (term.kind === "verified" || term.kind === "test") && term.environment === environment
}

function jobMiss(definition: Definition, term: Extract<Wanted, { readonly kind: "job" }>): string {
  const without = wantedJobs(definition, term).filter((id) => {
    const [owner = "", name = ""] = id.split(":")
    const jobs = owner === "" ? definition.jobs : (definition.services[owner] ?? definition.packages[owner])?.jobs
    return jobs === undefined || !Object.hasOwn(jobs, name)
  })
  const [first] = without
  if (first === undefined) return `${quote(term.name)} is left out of such pushes`
  return `${quote(first.split(":")[0] ?? "")} has no job ${quote(term.name)}`
}
