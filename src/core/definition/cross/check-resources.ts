import { quote } from "../quote.ts"
import { bringsResource, resourceKinds } from "../resource-variable-names.ts"
import type { Definition } from "../schema/definition-schema.ts"
import type { CrossRule } from "./finding.ts"

/** Every environment has to know a server for what its services need. */
export const checkResources: CrossRule = function* ({ definition, names, complete }) {
  const { resources, targets, environments } = definition
  for (const [target, { resources: servers }] of Object.entries(targets)) {
    for (const resource of Object.keys(servers)) {
      if (names.resources.has(resource)) continue
      const message = `${quote(resource)} is not a resource`
      yield {
        code: "resource-unknown",
        message,
        path: ["targets", target, "resources", resource],
        on: "key",
        wants: ["resources"],
      }
    }
  }
  if (!complete("resources", "targets")) return
  const kinds = resourceKinds(resources)
  for (const [name, environment] of Object.entries(environments)) {
    const target = targets[environment.target]
    if (!target) continue
    for (const resource of neededBy(definition)) {
      const declared = resources[resource]
      if (!declared || declared.kind === "s3" || resource in target.resources) continue
      if (bringsResource(environment, resource, { kind: declared.kind, kinds })) continue
      const message = `the target ${quote(environment.target)} names no server for the resource ${quote(resource)}`
      const suggestion = `add 'resources: { ${resource}: { secret: ... } }' to targets.${environment.target}`
      yield {
        code: "resource-without-server",
        message,
        path: ["environments", name, "target"],
        on: "value",
        suggestion,
      }
    }
  }
}

function neededBy({ services }: Definition): ReadonlySet<string> {
  return new Set(Object.values(services).flatMap(({ needs }) => needs))
}
