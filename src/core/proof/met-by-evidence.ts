import { covers } from "../definition/pattern-cover.ts"
import type { Evidence, GateCondition } from "./evidence.ts"
import { severities } from "./parse-term.ts"
import type { Wanted } from "./requirement.ts"

/** What counts besides the evidence itself. */
export interface Standards {
  readonly protected: readonly string[]
  /** Roles whose override is as good as the gate. */
  readonly overriders: readonly string[]
}

/** Whether evidence on the way is what is wanted, or more than that. */
export function isMetBy(wanted: Wanted, evidence: Evidence, standards: Standards): boolean {
  switch (evidence.kind) {
    case "verified":
      // What ran beside mocks says nothing about the release as it will run.
      return !evidence.mocked && isVerified(wanted, evidence.environment, evidence.tests)
    case "version":
      return wanted.kind === "protected"
    case "merged":
      return wanted.kind === "protected" && standards.protected.some((pattern) => covers(pattern, evidence.branch))
    case "asked":
      return false
    case "gate": {
      const { gate, condition, overrider } = evidence
      if (overrider !== null && !standards.overriders.includes(overrider)) return false
      return (wanted.kind === "gate" && wanted.name === gate) || isCondition(wanted, condition)
    }
  }
}

function isVerified(wanted: Wanted, environment: string, tests: readonly string[]): boolean {
  if (wanted.kind === "verified") return wanted.environment === environment && tests.length > 0
  if (wanted.kind !== "test") return false
  return (wanted.environment ?? environment) === environment && tests.includes(wanted.test)
}

function isCondition(wanted: Wanted, condition: GateCondition): boolean {
  if (wanted.kind === "condition") return wanted.key === (condition.key === "other" ? condition.name : condition.key)
  switch (condition.key) {
    case "approval":
      return (
        wanted.kind === "approval" &&
        wanted.role === condition.role &&
        wanted.count <= condition.count &&
        wanted.exclude.every((who) => condition.exclude.includes(who)) &&
        (wanted.within === null || (condition.within !== null && condition.within <= wanted.within))
      )
    case "scan":
      return wanted.kind === "scan" && severities.indexOf(condition.worst) <= severities.indexOf(wanted.worst)
    case "coverage":
      return wanted.kind === "coverage" && condition.lines >= wanted.lines
    case "analysis":
      return wanted.kind === "analysis" && (condition.most.errors ?? Number.POSITIVE_INFINITY) <= wanted.errors
    case "soak":
      return wanted.kind === "soak" && condition.environment === wanted.environment && condition.for >= wanted.for
    case "other":
      return false
  }
}
