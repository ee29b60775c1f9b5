import type { Definition } from "../definition/schema/definition-schema.ts"
import type { EnvironmentDefinition, WayIn } from "../definition/schema/environment-schema.ts"
import type { GateDefinition } from "../definition/schema/gate-schema.ts"
import { type Digest, digestOfJson } from "../shared/digest.ts"

/** What the protected branch demands of one way into one environment. */
export interface EffectiveRules {
  readonly project: string
  /** The key under `environments:`. */
  readonly template: string
  readonly environment: EnvironmentDefinition
  readonly wayIn: WayIn
  /** Those of the way in where it has its own, else the environment's; by name. */
  readonly gates: Readonly<Record<string, GateDefinition>>
  readonly people: Definition["people"]
  readonly builders: readonly string[]
  /** An approval binds to this hash: when gates, way in, people or trust change, it is void. */
  readonly hash: Digest
}

/** The rules for `from[wayIn]` of an environment; undefined if the definition has no such way in (any more). */
export function effectiveRules(rules: Definition, template: string, wayIn: number): EffectiveRules | undefined {
  const environment = rules.environments[template]
  const way = environment?.from[wayIn]
  if (!environment || !way) return undefined
  const names = way.gates ?? environment.gates
  const gates: Record<string, GateDefinition> = {}
  for (const name of names) {
    const gate = rules.gates[name]
    if (gate) gates[name] = gate
  }
  const binding = { template, wayIn: way, gates, people: rules.people, builders: rules.trust.builders }
  return {
    project: rules.project,
    template,
    environment,
    wayIn: way,
    gates,
    people: rules.people,
    builders: rules.trust.builders,
    hash: digestOfJson(binding),
  }
}
