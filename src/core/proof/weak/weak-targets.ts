import { quote } from "../../definition/quote.ts"
import { lastEnvironments } from "../last-environments.ts"
import type { WeaknessRule } from "../weakness.ts"

/** Previews on a target that is kept apart for the end of the way. Where all share one, nothing is kept apart. */
export const weakTargets: WeaknessRule = function* (definition) {
  const { environments } = definition
  const permanent = Object.values(environments).filter(({ ephemeral }) => !ephemeral)
  const last = lastEnvironments(definition)
  for (const [name, { ephemeral, target }] of Object.entries(environments)) {
    const beside = last.find((one) => environments[one]?.target === target)
    if (!ephemeral || beside === undefined) continue
    if (permanent.every((environment) => environment.target === target)) continue
    const message = `what anybody pushes would run on ${quote(target)}, beside ${quote(beside)}`
    const path = ["environments", name, "target"]
    const suggestion = "give previews a target of their own, or that of the first environments"
    yield { code: "target-of-previews", severity: "warning", message, path, on: "value", suggestion }
  }
}
