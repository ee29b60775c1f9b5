import { once } from "node:events"
import { createServer } from "node:net"

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
