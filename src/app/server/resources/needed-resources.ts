import { bringsResource, resourceKinds } from "../../../core/definition/resource-variable-names.ts"
import type { Definition } from "../../../core/definition/schema/definition-schema.ts"
import type { ResourceDefinition } from "../../../core/definition/schema/resource-schema.ts"
import type { ReleaseManifest } from "../../../core/release/release-manifest.ts"
import { fail, ok, type Result } from "../../../core/shared/result.ts"

/** A resource that the services of a release need and that is made for their environment. */
export interface NeededResource {
  readonly name: string
  readonly definition: Exclude<ResourceDefinition, { readonly kind: "s3" }>
  /** Name of the secret with the URL of the server that it is made on. */
  readonly secret: string
}

/**
 * What is to be made for a release in an environment. What the environment's own variables or secrets already say where
 * to find is not made.
 */
export function neededResources(
  rules: Pick<Definition, "resources" | "targets" | "environments">,
  template: string,
  manifest: Pick<ReleaseManifest, "services">,
): Result<readonly NeededResource[]> {
  const environment = rules.environments[template]
  if (!environment) return ok([])
  const kinds = resourceKinds(rules.resources)
  const needed: NeededResource[] = []
  for (const name of namesOf(manifest)) {
    const definition = rules.resources[name]
    if (!definition) {
      return fail(
        "definition-invalid",
        `a service of the release needs '${name}', which is neither one nor a resource`,
        {
          hint: `declare resources.${name} on the protected branch`,
        },
      )
    }
    if (definition.kind === "s3" || bringsResource(environment, name, { kind: definition.kind, kinds })) continue
    const secret = rules.targets[environment.target]?.resources[name]?.secret
    if (secret === undefined) {
      return fail("not-configured", `the target '${environment.target}' names no server for '${name}'`, {
        hint: `say which secret holds its URL: targets.${environment.target}.resources.${name}: { secret: ... }`,
      })
    }
    needed.push({ name, definition, secret })
  }
  return ok(needed)
}

/** What services of a release need beside each other. */
function namesOf({ services }: Pick<ReleaseManifest, "services">): readonly string[] {
  const needs = new Set(Object.values(services).flatMap(({ run }) => run.needs))
  return [...needs].filter((name) => !(name in services)).sort()
}
