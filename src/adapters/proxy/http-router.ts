import type { IncomingMessage, ServerResponse } from "node:http"
import type { Duplex } from "node:stream"
import { ok, type Result } from "../../core/shared/result.ts"
import type { RouteAddress, Router } from "../../ports/target.ts"
import { type Destination, Forwarder } from "./forwarder.ts"
import { Listener, type RequestHandler } from "./listener.ts"
import { answer, answerUpgrade, draining, type PlainAnswer, unknownHost } from "./plain-answers.ts"
import { isPortFree } from "./port-free.ts"
import { type Route, RouteTable } from "./route-table.ts"

export interface HttpRouterOptions {
  /** Port for host names; 0 takes any. */
  readonly port: number
  /** What to do if it is taken. */
  readonly hint?: string
}

/** The way in to services on one machine: a port for all host names, and a stable port for each service. */
export class HttpRouter implements Router {
  readonly #table = new RouteTable()
  readonly #forwarder = new Forwarder()
  readonly #stable = new Map<number, Listener>()
  #turn: Promise<unknown> = Promise.resolve()
  #names: Listener | undefined

  /** Opens the port for host names; `port-in-use` if it is taken. */
  static async open(options: HttpRouterOptions): Promise<Result<HttpRouter>> {
    const router = new HttpRouter()
    const hint = options.hint ?? "stop that program, or choose another port for the router"
    const names = await Listener.open(
      options.port,
      router.#handlerFor((request) => router.#byHost(request)),
      hint,
    )
    if (!names.ok) return names
    router.#names = names.value
    return ok(router)
  }

  /** Of host names. */
  get port(): number {
    return this.#names?.port ?? 0
  }

  route(address: RouteAddress, upstream: number): Promise<Result<void>> {
    return this.#inTurn(async () => {
      const opened = await this.#listen(address.port)
      if (!opened.ok) return opened
      this.#table.set(address, upstream)
      return ok(undefined)
    })
  }

  async drain(upstream: number, grace: number): Promise<void> {
    await this.#table.drain(upstream, grace)
  }

  remove(address: RouteAddress): Promise<void> {
    return this.#inTurn(async () => {
      this.#table.remove(address)
      this.#stable.get(address.port)?.stop()
      this.#stable.delete(address.port)
    })
  }

  isFree(port: number): Promise<boolean> {
    return isPortFree(port)
  }

  /** Takes no more connections, gives requests under way `grace` milliseconds, then ends everything. */
  close(grace = 0): Promise<void> {
    return this.#inTurn(async () => {
      const listeners = [...this.#stable.values(), ...(this.#names ? [this.#names] : [])]
      for (const listener of listeners) listener.stop()
      await this.#table.drainAll(grace)
      await Promise.all(listeners.map((listener) => listener.destroy()))
      this.#stable.clear()
    })
  }

  async #listen(port: number): Promise<Result<void>> {
    if (this.#stable.has(port)) return ok(undefined)
    const hint = `stop the program that has it (\`lsof -i :${port}\` names it), then deploy again`
    const handler = this.#handlerFor(() => this.#byPort(port))
    const opened = await Listener.open(port, handler, hint)
    if (!opened.ok) return opened
    this.#stable.set(port, opened.value)
    return ok(undefined)
  }

  /** One change at a time: a port that is being closed is not opened meanwhile. */
  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(change)
    this.#turn = result.catch(() => {})
    return result
  }

  /** Decides at the moment of the request: from then on it counts as under way at its upstream. */
  #handlerFor(find: (request: IncomingMessage) => Destination | PlainAnswer): RequestHandler {
    return {
      request: (request: IncomingMessage, response: ServerResponse) => {
        const found = decide(request, find)
        if ("status" in found) answer(response, found)
        else this.#forwarder.forward(request, response, found)
      },
      upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        const found = decide(request, find)
        if ("status" in found) answerUpgrade(socket, found)
        else this.#forwarder.upgrade(request, socket, head, found)
      },
    }
  }

  #byHost(request: IncomingMessage): Destination | PlainAnswer {
    const host = hostOf(request)
    const route = this.#table.byHost(host)
    return route ? destinationOf(route) : unknownHost(host, this.#table.hosts(), this.port)
  }

  #byPort(port: number): Destination | PlainAnswer {
    const route = this.#table.byPort(port)
    return route ? destinationOf(route) : { status: 503, text: `Slipway: nothing is deployed at port ${port}.\n` }
  }
}

function decide(request: IncomingMessage, find: (request: IncomingMessage) => Destination | PlainAnswer) {
  const isPath = request.url?.startsWith("/") || request.url === "*"
  return isPath ? find(request) : { status: 400, text: "Slipway: this is not a proxy for other addresses.\n" }
}

function destinationOf({ address, upstream }: Route): Destination | PlainAnswer {
  const name = address.name ?? address.host ?? `the service at port ${address.port}`
  return upstream.draining ? draining(name) : { name, upstream }
}

/** The name in a Host header: lower case, without the port and a final dot. */
export function hostOf({ headers }: IncomingMessage): string {
  return (headers.host ?? "").toLowerCase().replace(/:\d*$/, "").replace(/\.$/, "")
}
