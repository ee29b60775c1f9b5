import { quote } from "../quote.ts"
import type { CrossRule } from "./finding.ts"
import { ownedJobs } from "./owned-jobs.ts"

// The plan's own names: setup:<folder>, test:<name>, <service>:image and, with a scanner, <service>:scan.
const OWNERS = ["setup", "test"]

/** Names that other parts use without saying what kind of thing they mean must be unique. */
export const checkNames: CrossRule = function* ({ definition, names }) {
  const { packages, resources, people } = definition
  const meanings = new Map([["image", "build"], ...(definition.scanner ? [["scan", "scan"] as const] : [])])
  for (const { owner, name, path } of ownedJobs(definition)) {
    const meaning = meanings.get(name)
    if (owner === "" || meaning === undefined || !names.services.has(owner)) continue
    const message = `${quote(`${owner}:${name}`)} already means the ${meaning} of the image`
    yield { code: "name-reserved", message, path, on: "key", suggestion: "use another name" }
  }
  for (const kind of ["services", "packages"] as const) {
    for (const name of Object.keys(definition[kind]).filter((owner) => OWNERS.includes(owner))) {
      const message = `'${name}:...' already means something in a plan`
      yield { code: "name-reserved", message, path: [kind, name], on: "key", suggestion: "use another name" }
    }
  }
  for (const [kind, taken] of [
    ["package", packages],
    ["resource", resources],
  ] as const) {
    for (const name of Object.keys(taken)) {
      if (!names.services.has(name)) continue
      const message = `${quote(name)} is already the name of a service`
      const because = kind === "package" ? `'${name}:<job>' could mean both` : `'needs: [${name}]' could mean both`
      yield { code: "name-taken", message, path: [`${kind}s`, name], on: "key", suggestion: because }
    }
  }
  const owners = new Map<string, string>()
  for (const [person, { emails }] of Object.entries(people)) {
    for (const [index, email] of emails.entries()) {
      // Mail systems and git hosts do not tell the case of an address apart.
      const owner = owners.get(email.toLowerCase()) ?? person
      owners.set(email.toLowerCase(), owner)
      if (owner === person) continue
      const message = `${quote(email)} already belongs to ${quote(owner)}`
      const suggestion = "approvals and authors are told apart by it"
      yield { code: "name-taken", message, path: ["people", person, "emails", index], on: "value", suggestion }
    }
  }
}
