import { quote } from "../quote.ts"
import type { EnvironmentDefinition } from "../schema/environment-schema.ts"
import type { CrossRule, Finding } from "./finding.ts"

/** What the ways into an environment and its settings demand of each other. */
export const checkEnvironments: CrossRule = function* ({ definition, names }) {
  const { environments, services } = definition
  for (const [name, environment] of Object.entries(environments)) {
    yield* checkWaysIn(name, environment, environments)
    yield* checkVariables(name, environment, names.services)
    for (const [index, service] of environment.mocks.entries()) {
      const mocked = services[service]
      if (!mocked || mocked.mock) continue
      const message = `the service ${quote(service)} has no mock`
      const suggestion = `add 'mock: { run: ... }' to services.${service}`
      yield { code: "mock-missing", message, path: ["environments", name, "mocks", index], on: "value", suggestion }
    }
  }
}

function* checkWaysIn(
  name: string,
  { from, ephemeral }: EnvironmentDefinition,
  environments: Readonly<Record<string, EnvironmentDefinition>>,
): Generator<Finding> {
  const path = ["environments", name]
  if (ephemeral && !from.some((way) => "branch" in way)) {
    const message = "an ephemeral environment is one per branch, and no branch leads into this one"
    const suggestion = "add 'from: { branch: ... }'"
    yield { code: "ephemeral-without-branch", message, path: [...path, "ephemeral"], on: "key", suggestion }
  }
  for (const [index, way] of from.entries()) {
    if (!("environment" in way)) continue
    const upstream = Object.hasOwn(environments, way.environment) ? environments[way.environment] : undefined
    // A merge names the branch, and so which one of the ephemeral environments is meant; nothing else does.
    if (!upstream?.ephemeral || way.when.kind === "branch") continue
    const message = `${quote(way.environment)} is ephemeral: there is one per branch, and this does not say which`
    const at = [...path, "from", index, "environment"]
    yield { code: "environment-ephemeral", message, path: at, on: "value", suggestion: "use 'from: { branch: ... }'" }
  }
}

function* checkVariables(
  name: string,
  { variables, secrets }: EnvironmentDefinition,
  services: ReadonlySet<string>,
): Generator<Finding> {
  const path = ["environments", name]
  const urls = new Map([...services].map((service) => [`${service.toUpperCase().replaceAll("-", "_")}_URL`, service]))
  const reserved = (variable: string): string | undefined => {
    if (variable === "PORT") return "it is where a service must listen"
    if (variable.startsWith("SLIPWAY_")) return "the prefix is Slipway's own"
    const service = urls.get(variable)
    return service === undefined ? undefined : `it is the address of the service '${service}'`
  }
  for (const variable of Object.keys(variables)) {
    const because = reserved(variable)
    if (because === undefined) continue
    const message = `${quote(variable)} is set by Slipway`
    yield { code: "variable-reserved", message, path: [...path, "variables", variable], on: "key", suggestion: because }
  }
  for (const [index, secret] of secrets.entries()) {
    const at = [...path, "secrets", index]
    const because = reserved(secret)
    if (because !== undefined) {
      const message = `${quote(secret)} is set by Slipway`
      yield { code: "variable-reserved", message, path: at, on: "value", suggestion: because }
    } else if (Object.hasOwn(variables, secret)) {
      const message = `${quote(secret)} is a variable and a secret`
      yield { code: "name-taken", message, path: at, on: "value", suggestion: "keep one of them" }
    }
  }
}
