import { once } from "node:events"
import { createServer } from "node:net"
import { fail, ok, type Result } from "../../core/shared/result.ts"

export interface PortRange {
  readonly from: number
  /** Inclusive. */
  readonly to: number
}

/**
 * Below what Linux (32768 and up), macOS and Kubernetes hand out by themselves: between our look and the service's own
 * `listen`, nobody gets such a port who did not ask for it by number.
 */
export const defaultInstancePorts: PortRange = { from: 20_000, to: 29_999 }

/** Gives out ports of 127.0.0.1 in turn, from a random start: none comes back soon, and two servers seldom meet. */
export class InstancePorts {
  readonly #range: PortRange
  #next: number

  constructor(range: PortRange, random: () => number = Math.random) {
    this.#range = range
    this.#next = range.from + Math.floor(random() * (range.to - range.from + 1))
  }

  async take(): Promise<Result<number>> {
    const { from, to } = this.#range
    for (let tries = from; tries <= to; tries++) {
      const port = this.#next
      this.#next = port === to ? from : port + 1
      if (await canListen(port)) return ok(port)
    }
    return fail("port-in-use", `all ports from ${from} to ${to} are taken`, {
      hint: "stop environments that are no longer needed",
    })
  }
}

async function canListen(port: number): Promise<boolean> {
  const server = createServer()
  try {
    await once(server.listen({ port, host: "127.0.0.1", exclusive: true }), "listening")
  } catch {
    return false
  }
  await new Promise((resolve) => server.close(resolve))
  return true
}
