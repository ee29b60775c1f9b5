import { mayOverlap } from "../pattern-cover.ts"
import { quote } from "../quote.ts"
import { type EnvironmentDefinition, permanentNameTemplate } from "../schema/environment-schema.ts"
import type { CrossRule, Finding } from "./finding.ts"

// Those with one template are compared pairwise; nobody has this many of them.
const MOST_COMPARED = 20

/** An environment's name identifies all that it owns, so no two may ever have the same. */
export const checkEnvironmentNames: CrossRule = function* ({ definition: { project, environments } }) {
  const seen = new Map<string, string[]>()
  for (const [name, environment] of Object.entries(environments)) {
    yield* checkTemplate(name, environment)
    const template = environment.ephemeral?.name ?? environment.name ?? permanentNameTemplate
    const resolved = template.replaceAll("{project}", project).replaceAll("{environment}", name)
    const others = seen.get(resolved) ?? []
    seen.set(resolved, [...others, name].slice(-MOST_COMPARED))
    const other = others.find((one) => mayMeet(environment, environments[one]))
    if (other === undefined) continue
    const message = `${quote(name)} and ${quote(other)} would both be called ${quote(resolved)}`
    const path = ["environments", name, ...(environment.ephemeral ? ["ephemeral", "name"] : ["name"])]
    const suggestion = "give one of them another name, or put {environment} into it"
    yield { code: "environment-name-taken", message, path, on: "key", suggestion }
  }
}

function* checkTemplate(name: string, environment: EnvironmentDefinition): Generator<Finding> {
  const { ephemeral } = environment
  const path = ["environments", name]
  const perBranch = (template: string) => template.includes("{branch.")
  if (ephemeral && !perBranch(ephemeral.name)) {
    const message = "all branches would share this environment"
    const at = [...path, "ephemeral", "name"]
    const suggestion = "put {branch.hash} or {branch.slug} into the name"
    yield { code: "environment-name-shared", message, path: at, on: "value", suggestion }
  }
  if (environment.name === undefined) return
  if (ephemeral) {
    const message = "an ephemeral environment takes its name from 'ephemeral.name'"
    yield { code: "environment-name-unused", message, path: [...path, "name"], on: "key", suggestion: "remove the key" }
  } else if (perBranch(environment.name)) {
    const message = "a permanent environment belongs to no branch that could name it"
    const suggestion = "use {project} and {environment}, or make it 'ephemeral'"
    yield { code: "environment-name-shared", message, path: [...path, "name"], on: "value", suggestion }
  }
}

/** Two ephemeral environments with the same template meet only on a branch that leads into both. */
function mayMeet(a: EnvironmentDefinition, b: EnvironmentDefinition | undefined): boolean {
  if (!b) return false
  if (!a.ephemeral || !b.ephemeral) return true
  const [x, y] = [patternsOf(a), patternsOf(b)]
  return x.some((one) => y.some((other) => mayOverlap(one, other)))
}

function patternsOf({ from }: EnvironmentDefinition): readonly string[] {
  return from.flatMap((way) => ("branch" in way ? way.branch : []))
}
