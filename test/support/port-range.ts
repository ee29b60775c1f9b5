import { once } from "node:events"
import { createServer } from "node:net"

const SIZE = 50
/** Below the ports that the system gives to connections by itself (Linux: from 32768). */
const FIRST = 20_000
const LAST = 32_000

export interface PortRange {
  readonly from: number
  readonly to: number
  release(): void
}

/** A range of ports that no other rig has: whoever listens on the port before the range owns it. */
export async function takePortRange(): Promise<PortRange> {
  const ranges = Math.floor((LAST - FIRST) / SIZE)
  const start = process.pid % ranges
  for (let index = 0; index < ranges; index++) {
    const port = FIRST + ((start + index) % ranges) * SIZE
    const lock = createServer()
    const taken = await once(lock.listen(port, "127.0.0.1"), "listening").then(
      () => true,
      () => false,
    )
    if (taken) return { from: port + 1, to: port + SIZE - 1, release: () => lock.close() }
  }
  throw new Error("every range of ports is taken")
}
