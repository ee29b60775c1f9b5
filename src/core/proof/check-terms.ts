import { didYouMean } from "../definition/nearest.ts"
import { quote } from "../definition/quote.ts"
import type { Definition } from "../definition/schema/definition-schema.ts"
import { wantedJobs } from "./met-by-branch.ts"
import { bareWords } from "./parse-term.ts"
import type { Requirement, RequirementFault, Term } from "./requirement.ts"

/** Names of a requirement that lead nowhere, and what could never be true of the environment that it is about. */
export function checkTerms(
  definition: Definition,
  environment: string,
  { alternatives, overriders, text }: Requirement,
): readonly RequirementFault[] {
  const roles = rolesOf(definition)
  const faults = alternatives.flat().flatMap((term) => faultsOf(definition, environment, term))
  const strange = overriders.filter((role) => !roles.includes(role))
  return [
    ...faults,
    ...strange.map((role) => ({ start: 0, end: text.length, ...unknown("a role of anybody", role, roles) })),
  ]
}

function faultsOf(definition: Definition, environment: string, term: Term): RequirementFault[] {
  const fault = (message: string, suggestion?: string) => [{ start: term.start, end: term.end, message, suggestion }]
  const mustBe = (what: string, name: string, known: readonly string[]) =>
    known.includes(name) ? [] : [{ start: term.start, end: term.end, ...unknown(what, name, known) }]
  const mustBeKey = (what: string, name: string, known: object) =>
    Object.hasOwn(known, name) ? [] : mustBe(what, name, Object.keys(known))
  const before = (name: string) =>
    name === environment
      ? fault(`what enters ${quote(name)} is tested there only afterwards`, "name an environment on the way")
      : mustBeKey("an environment", name, definition.environments)
  switch (term.kind) {
    case "job": {
      const ids = wantedJobs(definition, term)
      if (ids.some((id) => hasJob(definition, id))) return []
      const known = [...jobNames(definition), ...(term.owner === null ? bareWords : [])]
      const name = term.owner === null ? term.name : `${term.owner}:${term.name}`
      return mustBe("a job", name, known)
    }
    case "verified":
    case "soak":
      return before(term.environment)
    case "test": {
      const faults = mustBeKey("a test", term.test, definition.tests)
      if (faults.length > 0 || term.environment === null) return faults
      return before(term.environment)
    }
    case "approval":
      return mustBe("a role of anybody", term.role, rolesOf(definition))
    case "gate":
      return mustBeKey("a gate", term.name, definition.gates)
    default:
      return []
  }
}

function unknown(what: string, name: string, known: readonly string[]) {
  return { message: `${quote(name)} is not ${what}`, suggestion: didYouMean(name, known) }
}

/** Roles that somebody has or that a gate asks for: people may also get theirs from an identity provider. */
function rolesOf({ people, gates }: Definition): readonly string[] {
  const asked = Object.values(gates).flatMap(({ approval, override }) => [approval?.role, override?.role])
  const had = Object.values(people).flatMap(({ roles }) => roles)
  return [...new Set([...had, ...asked.filter((role) => role !== undefined)])]
}

function hasJob(definition: Definition, id: string): boolean {
  const [owner = "", name = ""] = id.split(":")
  return Object.hasOwn(jobsOf(definition, owner), name)
}

function jobsOf({ jobs, services, packages }: Definition, owner: string): Definition["jobs"] {
  if (owner === "") return jobs
  return (Object.hasOwn(services, owner) ? services[owner] : packages[owner])?.jobs ?? {}
}

/** As requirements name them: alone, and with their owner. */
function jobNames(definition: Definition): readonly string[] {
  const owners = [...Object.keys(definition.services), ...Object.keys(definition.packages)]
  const owned = owners.flatMap((owner) => Object.keys(jobsOf(definition, owner)).map((name) => `${owner}:${name}`))
  const alone = owned.map((name) => name.split(":")[1] ?? "")
  return [...new Set([...Object.keys(definition.jobs), ...alone, ...owned])]
}
