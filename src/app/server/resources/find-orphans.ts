import type { ResourceOwner } from "../../../core/environment/resource-name.ts"
import type { ResourceServer } from "../../../ports/resource-server.ts"
import type { ResourceRecord } from "../../../ports/store/resource-store.ts"
import { currentRules } from "../load-definitions.ts"
import type { ServerPorts } from "../server-ports.ts"
import { openServer } from "./open-server.ts"

/** Something with this server's label, and where it is. */
export interface OwnedResource {
  readonly owner: ResourceOwner
  readonly server: ResourceServer
}

type Connection = Pick<ResourceRecord, "kind" | "secret" | "resource">

/** All that carries this server's label on the servers that it knows. One that does not answer is asked the next time. */
export async function findOwnedResources(ports: ServerPorts): Promise<readonly OwnedResource[]> {
  const owned: OwnedResource[] = []
  for (const connection of await connections(ports)) {
    const server = await openServer(ports, connection)
    const found = server.ok ? await server.value.findOwners() : server
    if (!server.ok || !found.ok) continue
    owned.push(...found.value.map((owner) => ({ owner, server: server.value })))
  }
  return owned
}

/** Those that the rules name, and those where environments have something: each once. */
async function connections(ports: ServerPorts): Promise<readonly Connection[]> {
  const all: Connection[] = [...(await ports.store.resources.list())]
  const rules = await currentRules(ports.repository)
  const definition = rules.ok ? rules.value.definition : undefined
  for (const target of Object.values(definition?.targets ?? {})) {
    for (const [resource, { secret }] of Object.entries(target.resources)) {
      const kind = definition?.resources[resource]?.kind
      if (kind === "postgres" || kind === "redis") all.push({ kind, secret, resource })
    }
  }
  return [...new Map(all.map((connection) => [connection.secret, connection])).values()]
}
