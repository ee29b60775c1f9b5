import { quote } from "../../definition/quote.ts"
import { lastEnvironments } from "../last-environments.ts"
import type { WeaknessRule } from "../weakness.ts"

/**
 * A free choice at the end of the ways: images of several commits, or mocks, that nothing has tested together. Nobody can
 * approve a mixture, so that a gate with `approval` keeps it out.
 */
export const weakMixtures: WeaknessRule = function* (definition, steps) {
  const { services } = definition
  const canBeMixed = Object.keys(services).length > 1 || Object.values(services).some(({ mock }) => mock)
  const ends = lastEnvironments(definition)
  // Where nothing comes before, everything is tried out there.
  if (!canBeMixed || ends.length === Object.keys(definition.environments).length) return
  for (const { environment, wayIn, source, when, evidence } of ends.flatMap((name) => steps.get(name) ?? [])) {
    if (!("branch" in source) || when?.kind !== "manual") continue
    if (evidence.some((one) => one.kind === "gate" && one.condition.key === "approval" && one.overrider === null))
      continue
    const message = `${quote(environment)} takes any mixture of what ${source.branch} has built, and nothing has tested it together`
    const path = ["environments", environment, "from", wayIn]
    const suggestion = "let people choose in an environment before it, or add a gate with 'approval' to this way in"
    yield { code: "mixture-at-the-end", severity: "warning", message, path, on: "value", suggestion }
  }
}
