import { Agent } from "node:http"

/** Below the five seconds after which Node's servers close idle connections, so that ours go first. */
const IDLE_LIMIT = 4000
const MOST_IDLE = 32

/** A port that requests are sent to, and how many are under way there. */
export class Upstream {
  readonly port: number
  /** Keeps connections for later requests. */
  readonly keeping = new Agent({ keepAlive: true, maxSockets: 1024, maxFreeSockets: MOST_IDLE, timeout: IDLE_LIMIT })
  /**
   * A new connection for each request. The service is not told: one that is to close the connection does so as soon as
   * it has answered, and its answer to an upload that it does not want all of would be lost with the connection.
   */
  readonly fresh = new Agent({ keepAlive: true })
  #draining = false
  #underWay = 0
  #whenIdle = Promise.withResolvers<void>()

  constructor(port: number) {
    this.port = port
    // The option takes 0 for its default.
    this.fresh.maxFreeSockets = 0
  }

  /** No new requests are taken, and no connection is kept that the service would have to close. */
  get draining(): boolean {
    return this.#draining
  }

  get idle(): boolean {
    return this.#underWay === 0
  }

  /** Counts a request (a WebSocket too) until the returned function is called; calling that again changes nothing. */
  enter(): () => void {
    this.#underWay++
    let left = false
    return () => {
      if (left) return
      left = true
      this.#underWay--
      if (this.#underWay > 0) return
      this.#whenIdle.resolve()
      this.#whenIdle = Promise.withResolvers()
    }
  }

  /** Resolves once nothing is under way, or `grace` milliseconds have passed. What is left then goes on. */
  async drain(grace: number): Promise<void> {
    this.#draining = true
    this.closeIdle()
    if (this.idle) return
    const limit = Promise.withResolvers<void>()
    const timer = setTimeout(limit.resolve, Math.min(grace, 2 ** 31 - 1))
    await Promise.race([this.#whenIdle.promise, limit.promise])
    clearTimeout(timer)
  }

  /** It is routed to again. */
  resume(): void {
    this.#draining = false
    this.keeping.maxFreeSockets = MOST_IDLE
  }

  /** Gives up connections that carry no request, now and when they have carried theirs. */
  closeIdle(): void {
    this.keeping.maxFreeSockets = 0
    for (const socket of Object.values(this.keeping.freeSockets).flat()) socket?.destroy()
  }
}
