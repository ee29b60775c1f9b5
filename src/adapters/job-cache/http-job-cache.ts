import { isDeepStrictEqual } from "node:util"
import { z } from "zod"
import type { Digest } from "../../core/shared/digest.ts"
import type { CachedResult, JobCache, NewCacheEntry } from "../../ports/job-cache.ts"
import type { LocalJobCache } from "./local-job-cache.ts"
import { type Patience, ResultServer } from "./result-server.ts"

export interface HttpJobCacheOptions {
  /** Asked first; keeps what came from the server too. */
  readonly local: LocalJobCache
  readonly url: string
  readonly token: string | null
  /** Told in one line of what keeps the server from being used. */
  readonly warn: (line: string) => void
  /** Milliseconds; `close`: for all that is still to be handed in. */
  readonly patience?: Patience & { readonly close: number }
}

const PATIENCE = { lookup: 5000, transfer: 20_000, close: 10_000 }
/** Results on their way to the server at the same time. */
const LANES = 4

/**
 * A cache on this machine and behind it that of a server. The first thing that goes wrong with the server is told, and
 * ends its use: no run waits twice for one that does not answer, or believes one that has answered wrongly.
 */
export class HttpJobCache implements JobCache {
  readonly #options: HttpJobCacheOptions
  readonly #server: ResultServer
  readonly #stop = new AbortController()
  /** What the server knows and this machine does not. */
  readonly #remote = new Map<Digest, CachedResult>()
  /** Of what it is known whether the server has to be asked. */
  readonly #lookedUp = new Set<Digest>()
  readonly #fetching = new Map<Digest, Promise<void>>()
  readonly #lanes: Promise<void>[] = Array.from({ length: LANES }, () => Promise.resolve())
  #sent = 0
  #isUsed = true

  constructor(options: HttpJobCacheOptions) {
    this.#options = options
    const { url, token, patience = PATIENCE } = options
    this.#server = new ResultServer({ url, token, patience, signal: this.#stop.signal })
  }

  async lookup(keys: readonly Digest[]): Promise<ReadonlyMap<Digest, CachedResult>> {
    const known = await this.#options.local.lookup(keys)
    const missing = keys.filter((key) => !known.has(key))
    const found = missing.length > 0 ? await this.#ask((server) => server.lookup(missing)) : undefined
    for (const key of keys) this.#lookedUp.add(key)
    for (const [key, result] of found ?? []) this.#remote.set(key, result)
    return new Map([...known, ...(found ?? [])])
  }

  async restore(key: Digest, directory: string): Promise<boolean> {
    await this.#fetch(key)
    return this.#options.local.restore(key, directory)
  }

  async log(key: Digest): Promise<Buffer | undefined> {
    await this.#fetch(key)
    return this.#options.local.log(key)
  }

  /** Handing in takes place beside whatever comes next. */
  async keep(entry: NewCacheEntry): Promise<void> {
    await this.#options.local.keep(entry)
    this.#lookedUp.add(entry.key)
    this.#remote.delete(entry.key)
    const lane = this.#sent++ % LANES
    this.#lanes[lane] = (this.#lanes[lane] ?? Promise.resolve()).then(() => this.#send(entry.key))
  }

  async close(): Promise<void> {
    const { patience = PATIENCE, local } = this.#options
    const late = setTimeout(() => this.#stop.abort(new Error("it takes too long")), patience.close)
    await Promise.all([...this.#lanes, ...this.#fetching.values()])
    clearTimeout(late)
    await local.close()
  }

  async #send(key: Digest): Promise<void> {
    await this.#ask(async (server) => {
      const whole = await this.#options.local.whole(key)
      if (!whole || (await server.write(key, whole))) return
      this.#options.warn("a result is too large for the server's cache, and stays on this machine")
    })
  }

  /** Brings a result here with everything that belongs to it, once. */
  async #fetch(key: Digest): Promise<void> {
    if (!this.#lookedUp.has(key)) await this.lookup([key])
    const result = this.#remote.get(key)
    if (!result) return
    const fetching = this.#fetching.get(key) ?? this.#bring(key, result)
    this.#fetching.set(key, fetching)
    await fetching
  }

  async #bring(key: Digest, told: CachedResult): Promise<void> {
    await this.#ask(async (server) => {
      const whole = await server.read(key)
      // Somebody has handed in another one since. The run has been told of this one.
      if (whole && isDeepStrictEqual(whole.entry.result, told)) this.#options.local.add(key, whole)
    })
  }

  async #ask<T>(use: (server: ResultServer) => Promise<T>): Promise<T | undefined> {
    if (!this.#isUsed) return undefined
    try {
      return await use(this.#server)
    } catch (error) {
      if (this.#isUsed) this.#options.warn(`the cache of ${this.#options.url} is not used any more: ${reasonOf(error)}`)
      this.#isUsed = false
      return undefined
    }
  }
}

/** In one line. */
function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError || error instanceof SyntaxError) return "it does not answer as Slipway does"
  if (!(error instanceof Error)) return String(error)
  if (error.name === "TimeoutError") return "it does not answer in time"
  return (error.cause instanceof Error ? error.cause.message : error.message).replaceAll(/[\s\p{Cc}]+/gu, " ")
}
