import { type ResourceKind, resourceVariableNames } from "../definition/resource-variable-names.ts"

/** Where an environment's part of a resource is. */
export interface ResourcePlace {
  readonly kind: ResourceKind
  /** With the user and password of the environment. */
  readonly url: string
  /** Part of the URL; here so that it can be hidden in logs. */
  readonly password: string
  /** What names of tables or keys have to begin with; null where nothing has to. */
  readonly prefix: string | null
}

/** What an environment has on shared servers. */
export interface EnvironmentResources {
  readonly places: ReadonlyMap<string, ResourcePlace>
  /** Of all resources that the definition has, whether they are here or not. */
  readonly kinds: readonly ResourceKind[]
}

export const noResources: EnvironmentResources = { places: new Map(), kinds: [] }

/** Where those are that are needed; null: all of them. */
export function resourceVariables(
  { places, kinds }: EnvironmentResources,
  needs: readonly string[] | null,
): Readonly<Record<string, string>> {
  const variables: Record<string, string> = {}
  for (const [resource, { kind, url, prefix }] of places) {
    if (needs !== null && !needs.includes(resource)) continue
    const names = resourceVariableNames(resource, kind, kinds)
    for (const name of names.url) variables[name] = url
    if (prefix !== null) for (const name of names.prefix) variables[name] = prefix
  }
  return variables
}
