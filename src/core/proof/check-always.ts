import type { Definition } from "../definition/schema/definition-schema.ts"
import type { Path } from "../definition/source/source-value.ts"
import { checkTerms } from "./check-terms.ts"
import type { FindExample } from "./example-search.ts"
import { explainOffence } from "./explain-offence.ts"
import { type FindOffence, type Offence, offenceFinder, type Proving } from "./find-offence.ts"
import { metByBranch } from "./met-by-branch.ts"
import { parseRequirement } from "./parse-requirement.ts"
import type { Requirement, Term } from "./requirement.ts"
import type { Steps } from "./steps.ts"
import { wayText } from "./way.ts"
import type { Weakness } from "./weakness.ts"

/** What a rule under `always` asks of every way into an environment, and the ways on which that is not so. */
export interface CheckedRule {
  readonly environment: string
  readonly requirement: Requirement
  /** The shortest one for each way in; none: it always holds. */
  readonly offences: readonly Offence[]
}

export interface CheckedAlways {
  readonly rules: readonly CheckedRule[]
  readonly weaknesses: readonly Weakness[]
}

/** Holds every way into the environments under `always` against what they require. */
export function checkAlways(definition: Definition, steps: Steps, find: FindExample): CheckedAlways {
  const rules: CheckedRule[] = []
  const weaknesses: Weakness[] = []
  const proving: Proving = {
    steps,
    find,
    metByBranch: metByBranch(definition),
    protected: definition.branches.protected,
  }
  // Environments tend to have rules in common.
  const finders = new Map<string, FindOffence>()
  for (const [environment, { requires }] of Object.entries(definition.always ?? {})) {
    for (const [index, text] of requires.entries()) {
      const path = ["always", environment, "requires", index]
      const parsed = parseRequirement(text)
      const faults = parsed.ok ? checkTerms(definition, environment, parsed.requirement) : parsed.faults
      for (const { message, suggestion, start, end } of faults) {
        weaknesses.push({ code: "requirement-invalid", message, path, on: "value", suggestion, part: { start, end } })
      }
      if (!parsed.ok || faults.length > 0) continue
      const findOffence = finders.get(text) ?? offenceFinder(proving, parsed.requirement)
      finders.set(text, findOffence)
      const rule = {
        environment,
        requirement: parsed.requirement,
        offences: offencesOf(steps, environment, findOffence),
      }
      rules.push(rule)
      weaknesses.push(...rule.offences.map((offence) => weaknessOf(definition, rule, offence)))
    }
  }
  return { rules, weaknesses }
}

/** The shortest one for each way in. */
function offencesOf(steps: Steps, environment: string, find: FindOffence): readonly Offence[] {
  const into = steps.get(environment) ?? []
  const waysIn = [...new Set(into.map(({ wayIn }) => wayIn))]
  return waysIn.flatMap((wayIn) => find(into.filter((step) => step.wayIn === wayIn)) ?? [])
}

function weaknessOf(definition: Definition, { environment, requirement }: CheckedRule, offence: Offence): Weakness {
  const { way, example } = offence
  const message = `${wayText(way, example)}: nothing requires ${requirement.text}`
  const suggestion = explainOffence(definition, offence)
  return { code: "way-unguarded", message, path: placeOf(definition, environment, offence), on: "value", suggestion }
}

/** The way into the environment; a builder that is trusted wrongly is so on every way. */
function placeOf(definition: Definition, environment: string, { way, missing }: Offence): Path {
  const wrong = definition.trust.builders.findIndex((builder) => missing.every((term) => !trusts(term, builder)))
  if (missing.every(({ kind }) => kind === "builder")) return ["trust", "builders", wrong]
  return ["environments", environment, "from", way.steps.at(-1)?.wayIn ?? 0]
}

function trusts(term: Term, builder: string): boolean {
  return term.kind === "builder" && term.builders.includes(builder)
}
