import { didYouMean } from "../nearest.ts"
import { quote } from "../quote.ts"
import type { Definition } from "../schema/definition-schema.ts"
import type { Finding } from "./finding.ts"

/** How many people have a role. */
export function holdersOf(role: string, people: Definition["people"]): number {
  return Object.values(people).filter(({ roles }) => roles.includes(role)).length
}

/** Nobody has a role that something asks for: a warning, as groups of an identity provider may give it. */
export function unheld(role: string, people: Definition["people"], path: readonly string[]): Finding {
  const message = `nobody has the role ${quote(role)}`
  const roles = Object.values(people).flatMap((person) => person.roles)
  const suggestion = didYouMean(role, roles) ?? "give it to somebody under 'people'"
  return { code: "role-unheld", severity: "warning", message, path, on: "value", suggestion }
}
