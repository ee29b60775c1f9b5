import type { ResourceOwner } from "../../../core/environment/resource-name.ts"
import { fail, ok, type Result } from "../../../core/shared/result.ts"
import type { ResourceServer } from "../../../ports/resource-server.ts"
import type { ResourceRecord } from "../../../ports/store/resource-store.ts"
import type { ServerPorts } from "../server-ports.ts"

/** The server that a resource is on, by the secret that holds its URL. */
export async function openServer(
  ports: Pick<ServerPorts, "resourceServers" | "secrets">,
  { kind, secret, resource }: Pick<ResourceRecord, "kind" | "secret" | "resource">,
): Promise<Result<ResourceServer>> {
  const url = ports.secrets(secret)
  if (url === undefined || url === "") {
    return fail("not-configured", `the secret ${secret} with the server of '${resource}' is not set`, {
      hint: `start the server with it: ${secret}=${kind === "redis" ? "redis" : "postgresql"}://... slipway up`,
    })
  }
  if (!URL.canParse(url)) {
    return fail("not-configured", `the secret ${secret} is not a URL`, { hint: `${kind}://user:password@host/name` })
  }
  return ok(await ports.resourceServers.open(kind, url))
}

export function ownerOf(
  ports: Pick<ServerPorts, "resourceServers">,
  { environment, resource }: Pick<ResourceRecord, "environment" | "resource">,
): ResourceOwner {
  return { server: ports.resourceServers.id, environment, resource }
}
