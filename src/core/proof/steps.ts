import type { Definition } from "../definition/schema/definition-schema.ts"
import type { EnvironmentDefinition, WayIn } from "../definition/schema/environment-schema.ts"
import { type Evidence, gateEvidence } from "./evidence.ts"

/** How a release gets into one environment: by a push, or from another one. */
export interface Step {
  readonly environment: string
  /** Index into the environment's `from`. */
  readonly wayIn: number
  readonly source: { readonly branch: string } | { readonly environment: string }
  readonly when: WayIn["when"]
  /** What it must have behind it, besides what every build has: jobs that passed, images of trusted builders. */
  readonly evidence: readonly Evidence[]
}

/** The steps into each environment, as the file has them; a list of branches is a step for each of its patterns. */
export type Steps = ReadonlyMap<string, readonly Step[]>

export function stepsOf(definition: Definition): Steps {
  return new Map(
    Object.entries(definition.environments).map(([name, environment]) => [
      name,
      environment.from.flatMap((way, wayIn) => stepsBy(definition, { name, environment, way, wayIn })),
    ]),
  )
}

interface Entrance {
  readonly name: string
  readonly environment: EnvironmentDefinition
  readonly way: WayIn
  readonly wayIn: number
}

function stepsBy(definition: Definition, { name, environment, way, wayIn }: Entrance): Step[] {
  const gates = (way.gates ?? environment.gates).flatMap((gate) => {
    const rule = definition.gates[gate]
    return rule ? gateEvidence(gate, rule) : []
  })
  const step = { environment: name, wayIn, when: way.when }
  const evidence = [...whenEvidence(way.when), ...gates]
  if ("branch" in way) return way.branch.map((branch) => ({ ...step, source: { branch }, evidence }))
  const upstream = definition.environments[way.environment]
  const tests = upstream?.verify ?? []
  const mocked = way.mocked === "accepted" && upstream !== undefined && mayRunMocks(upstream)
  const verified: Evidence = { kind: "verified", environment: way.environment, tests, mocked }
  return [{ ...step, source: { environment: way.environment }, evidence: [verified, ...evidence] }]
}

/** By its definition, or because people may choose what runs there: `slipway deploy --mock`. */
function mayRunMocks({ mocks, from }: EnvironmentDefinition): boolean {
  return mocks.length > 0 || from.some((way) => "branch" in way && way.when?.kind === "manual")
}

function whenEvidence(when: WayIn["when"]): Evidence[] {
  switch (when?.kind) {
    case "tag":
      return [{ kind: "version", tag: when.tag }]
    case "branch":
      return [{ kind: "merged", branch: when.branch }]
    case "manual":
      return [{ kind: "asked" }]
    default:
      return []
  }
}
