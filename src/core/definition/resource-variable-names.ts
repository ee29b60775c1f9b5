import type { EnvironmentDefinition } from "./schema/environment-schema.ts"
import type { ResourceDefinition } from "./schema/resource-schema.ts"

export type ResourceKind = "postgres" | "redis"

const usual: Readonly<Record<ResourceKind, { readonly url: string; readonly prefix: string }>> = {
  postgres: { url: "DATABASE_URL", prefix: "TABLE_PREFIX" },
  redis: { url: "REDIS_URL", prefix: "REDIS_PREFIX" },
}

/** The kinds of all resources of a definition that Slipway can make. */
export function resourceKinds(resources: Readonly<Record<string, ResourceDefinition>>): readonly ResourceKind[] {
  return Object.values(resources).flatMap(({ kind }) => (kind === "s3" ? [] : [kind]))
}

/**
 * The variables by which a resource is found: its own and, where it is the only one of its kind, the usual ones.
 * `kinds`: of all resources.
 */
export function resourceVariableNames(
  resource: string,
  kind: ResourceKind,
  kinds: readonly ResourceKind[],
): { readonly url: readonly string[]; readonly prefix: readonly string[] } {
  const name = resource.toUpperCase().replaceAll("-", "_")
  const isOnly = kinds.filter((other) => other === kind).length === 1
  return {
    url: [`${name}_URL`, ...(isOnly ? [usual[kind].url] : [])],
    prefix: [`${name}_PREFIX`, ...(isOnly ? [usual[kind].prefix] : [])],
  }
}

/** Whether an environment's own variables or secrets say where a resource is: then none is made for it. */
export function bringsResource(
  { variables, secrets = [] }: Pick<EnvironmentDefinition, "variables" | "secrets">,
  resource: string,
  { kind, kinds }: { readonly kind: ResourceKind; readonly kinds: readonly ResourceKind[] },
): boolean {
  return resourceVariableNames(resource, kind, kinds).url.some((name) => name in variables || secrets.includes(name))
}
