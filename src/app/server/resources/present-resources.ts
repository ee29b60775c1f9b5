import { resourceKinds } from "../../../core/definition/resource-variable-names.ts"
import {
  type EnvironmentResources,
  noResources,
  type ResourcePlace,
} from "../../../core/environment/resource-variables.ts"
import { ok, type Result } from "../../../core/shared/result.ts"
import { currentRules } from "../load-definitions.ts"
import type { ServerPorts } from "../server-ports.ts"
import { openServer, ownerOf } from "./open-server.ts"

/** What an environment has, for services that are brought back and for tests. A cache's user may have to be made again. */
export async function presentResources(ports: ServerPorts, environment: string): Promise<Result<EnvironmentResources>> {
  const records = (await ports.store.resources.list(environment)).filter(({ state }) => state === "ready")
  if (records.length === 0) return ok(noResources)
  const rules = await currentRules(ports.repository)
  if (!rules.ok) return rules
  const places = new Map<string, ResourcePlace>()
  for (const record of records) {
    const server = await openServer(ports, record)
    if (!server.ok) return server
    const options = { isolate: record.isolate, mustExist: true }
    const provided = await server.value.provide(ownerOf(ports, record), options)
    if (!provided.ok) return provided
    places.set(record.resource, provided.value.place)
  }
  return ok({ places, kinds: resourceKinds(rules.value.definition.resources) })
}
