import type { Definition } from "../definition/schema/definition-schema.ts"
import { type CheckedRule, checkAlways } from "./check-always.ts"
import { boundedSearch } from "./example-search.ts"
import { type Steps, stepsOf } from "./steps.ts"
import type { Weakness } from "./weakness.ts"
import { weaknessRules } from "./weakness-rules.ts"

/** What follows from a definition alone, before anything runs. */
export interface Proof {
  readonly definition: Definition
  /** The steps of which all ways are made. */
  readonly steps: Steps
  readonly rules: readonly CheckedRule[]
  /** Rules that do not hold, as errors; what is weak without any rule, as warnings. */
  readonly weaknesses: readonly Weakness[]
}

/** Holds every way into every environment against `always`, and looks for what is weak in itself. */
export function proveDefinition(definition: Definition): Proof {
  const steps = stepsOf(definition)
  const find = boundedSearch()
  const { rules, weaknesses } = checkAlways(definition, steps, find)
  const inItself = weaknessRules.flatMap((rule) => [...rule(definition, steps, find)])
  return { definition, steps, rules, weaknesses: [...weaknesses, ...inItself] }
}
