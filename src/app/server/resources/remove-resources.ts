import { ok, type Result } from "../../../core/shared/result.ts"
import type { ServerPorts } from "../server-ports.ts"
import { openServer, ownerOf } from "./open-server.ts"

/** Removes what an environment has on shared servers. What cannot be removed now is kept in mind, with the reason. */
export async function removeResources(
  ports: Pick<ServerPorts, "store" | "resourceServers" | "secrets">,
  environment: string,
): Promise<Result<void>> {
  let result: Result<void> = ok(undefined)
  for (const record of await ports.store.resources.list(environment)) {
    const server = await openServer(ports, record)
    const removed = server.ok ? await server.value.remove(ownerOf(ports, record)) : server
    if (removed.ok) {
      await ports.store.resources.remove(environment, record.resource)
      continue
    }
    const { message } = removed.failure
    if (record.note !== message) await ports.store.resources.save({ ...record, note: message })
    result = removed
  }
  return result
}
