import { digestOf, hexOf } from "../shared/digest.ts"

/** Whose a part of a shared server is: what teardown and recovery go by. */
export interface ResourceOwner {
  /** The Slipway server's id: several may share a database server. */
  readonly server: string
  readonly environment: string
  /** The key under `resources:`. */
  readonly resource: string
}

/** PostgreSQL cuts identifiers after 63 bytes; this leaves room for a suffix. */
const READABLE = 30
const HASH = 16
const SHORT_HASH = 12

/** The name of its role, schema, database or user: readable, and told apart by 64 bits of hash of the whole owner. */
export function resourceName(owner: ResourceOwner): string {
  return `${readable(owner.environment, READABLE)}_${hashOf(owner).slice(0, HASH)}`
}

/** What its tables' names begin with: short, since they share their 63 bytes with it. */
export function tablePrefix(owner: ResourceOwner): string {
  return `${readable(owner.environment, 8)}_${hashOf(owner).slice(0, SHORT_HASH)}_`
}

/** What its keys begin with. */
export function keyPrefix(owner: ResourceOwner): string {
  return `${resourceName(owner)}:`
}

/** `slipway/<server>/<environment>/<resource>`: what is written down where it was made. */
export function resourceLabel({ server, environment, resource }: ResourceOwner): string {
  return ["slipway", server, environment, resource].join("/")
}

/** The owner in a label of this server; undefined for those of others. */
export function parseResourceLabel(server: string, label: string): ResourceOwner | undefined {
  const [kind, from, environment, resource, ...rest] = label.split("/")
  if (kind !== "slipway" || from !== server || rest.length > 0 || !environment || !resource) return undefined
  return { server, environment, resource }
}

/** Lower case letters, digits and '_', beginning with a letter: needs no quotes anywhere. */
function readable(environment: string, length: number): string {
  return environment
    .replaceAll("-", "_")
    .replace(/^(?=[^a-z])/, "e")
    .slice(0, length)
}

function hashOf(owner: ResourceOwner): string {
  return hexOf(digestOf(resourceLabel(owner)))
}
