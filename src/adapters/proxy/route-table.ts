import type { RouteAddress } from "../../ports/target.ts"
import { Upstream } from "./upstream.ts"

export interface Route {
  readonly address: RouteAddress
  readonly upstream: Upstream
}

/** Which address leads to which upstream, right now. Every change is one step: no request sees half of it. */
export class RouteTable {
  readonly #routes = new Map<number, Route>()
  readonly #hosts = new Map<string, Route>()
  readonly #upstreams = new Map<number, Upstream>()

  byPort(port: number): Route | undefined {
    return this.#routes.get(port)
  }

  byHost(host: string): Route | undefined {
    return this.#hosts.get(host)
  }

  hosts(): readonly string[] {
    return [...this.#hosts.keys()].sort()
  }

  set(address: RouteAddress, port: number): void {
    const upstream = this.#upstreams.get(port) ?? new Upstream(port)
    upstream.resume()
    this.#upstreams.set(port, upstream)
    this.#dropHostOf(address.port)
    const route = { address, upstream }
    this.#routes.set(address.port, route)
    if (address.host !== null) this.#hosts.set(address.host.toLowerCase(), route)
    this.#forgetUnused()
  }

  remove(address: RouteAddress): void {
    this.#dropHostOf(address.port)
    this.#routes.delete(address.port)
    this.#forgetUnused()
  }

  async drain(port: number, grace: number): Promise<void> {
    const upstream = this.#upstreams.get(port)
    if (!upstream) return
    await upstream.drain(grace)
    this.#forgetUnused()
  }

  async drainAll(grace: number): Promise<void> {
    await Promise.all([...this.#upstreams.keys()].map((port) => this.drain(port, grace)))
  }

  #dropHostOf(port: number): void {
    for (const [host, route] of this.#hosts) if (route.address.port === port) this.#hosts.delete(host)
  }

  /** Upstreams that nothing leads to; those with requests under way are still needed to drain them. */
  #forgetUnused(): void {
    const used = new Set([...this.#routes.values()].map(({ upstream }) => upstream))
    for (const [port, upstream] of this.#upstreams) {
      if (used.has(upstream)) continue
      upstream.closeIdle()
      if (upstream.idle) this.#upstreams.delete(port)
    }
  }
}
