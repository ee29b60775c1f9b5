import { once } from "node:events"
import { createServer } from "node:net"
import { fail, ok, type Result } from "../../core/shared/result.ts"

/** Where the stable ports of services are taken from, unless told otherwise; both inclusive. */
export const defaultStablePorts = { from: 7500, to: 7999 } as const

/** Whether nothing listens on this port of 127.0.0.1 (or on all addresses). */
export async function isPortFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    await once(server.listen({ port, host: "127.0.0.1", exclusive: true }), "listening")
  } catch {
    return false
  }
  await new Promise((resolve) => server.close(resolve))
  return true
}

/** The first free port of a range that is not among those given away already. */
export async function findStablePort(
  taken: ReadonlySet<number>,
  range: { readonly from: number; readonly to: number } = defaultStablePorts,
): Promise<Result<number>> {
  for (let port = range.from; port <= range.to; port++) {
    if (!taken.has(port) && (await isPortFree(port))) return ok(port)
  }
  return fail("port-in-use", `all stable ports from ${range.from} to ${range.to} are taken`, {
    hint: "destroy environments that are no longer needed, or give a wider range",
  })
}
