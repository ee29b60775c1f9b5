import { urlVariable } from "./environment-name.ts"

export type ResourceKind = "postgres" | "redis"

/** Where an environment's part of a resource is. */
export interface ResourcePlace {
  readonly kind: ResourceKind
  /** With the user and password of the environment. */
  readonly url: string
  /** What names of tables or keys have to begin with; null where nothing has to. */
  readonly prefix: string | null
}

const usual: Readonly<Record<ResourceKind, { readonly url: string; readonly prefix: string }>> = {
  postgres: { url: "DATABASE_URL", prefix: "TABLE_PREFIX" },
  redis: { url: "REDIS_URL", prefix: "REDIS_PREFIX" },
}

/** The names under which a resource is found: its own and, where it is the only one of its kind, the usual ones. */
export function resourceVariableNames(
  resource: string,
  kind: ResourceKind,
  kinds: readonly ResourceKind[],
): { readonly url: readonly string[]; readonly prefix: readonly string[] } {
  const own = urlVariable(resource)
  const prefix = own.replace(/_URL$/, "_PREFIX")
  if (kinds.filter((other) => other === kind).length !== 1) return { url: [own], prefix: [prefix] }
  return { url: [own, usual[kind].url], prefix: [prefix, usual[kind].prefix] }
}

/** The variables of some resources of an environment; `kinds` are those of all resources there are. */
export function resourceVariables(
  places: ReadonlyMap<string, ResourcePlace>,
  kinds: readonly ResourceKind[],
): Readonly<Record<string, string>> {
  const variables: Record<string, string> = {}
  for (const [resource, { kind, url, prefix }] of places) {
    const names = resourceVariableNames(resource, kind, kinds)
    for (const name of names.url) variables[name] = url
    if (prefix !== null) for (const name of names.prefix) variables[name] = prefix
  }
  return variables
}
