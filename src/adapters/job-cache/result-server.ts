import { z } from "zod"
import { PARCEL_LIMIT, packParcel, unpackParcel } from "../../core/run/result-parcel.ts"
import { digestSchema, entrySchema, resultSchema } from "../../core/run/travelling-result.ts"
import type { Digest } from "../../core/shared/digest.ts"
import { unwrap } from "../../core/shared/result.ts"
import type { CachedResult } from "../../ports/job-cache.ts"
import type { WholeResult } from "../../ports/shared-results.ts"
import { readLimited } from "./read-limited.ts"

/** Milliseconds that a server may take: for results of many keys, and for everything that belongs to one result. */
export interface Patience {
  readonly lookup: number
  readonly transfer: number
}

export interface ResultServerOptions {
  readonly url: string
  /** Null: none is known, and the server will say so. */
  readonly token: string | null
  readonly patience: Patience
  /** Ends every request. */
  readonly signal: AbortSignal
}

/** As many keys as a server takes at once. */
const KEYS = 1000
/** Bytes of an answer about so many keys, and of a refusal. */
const LOOKUP_LIMIT = 32 * 1024 * 1024
const REFUSAL_LIMIT = 64 * 1024

const lookupSchema = z.strictObject({
  results: z.array(z.strictObject({ key: digestSchema, result: resultSchema })).max(KEYS),
})
const refusalSchema = z.object({ failure: z.object({ reason: z.string().max(100), message: z.string().max(1000) }) })

/** A server's cache of results, spoken to over HTTP. What it answers is checked; methods throw if it is not as it must be. */
export class ResultServer {
  readonly #options: ResultServerOptions

  constructor(options: ResultServerOptions) {
    this.#options = options
  }

  /** Only results that were asked for. */
  async lookup(keys: readonly Digest[]): Promise<ReadonlyMap<Digest, CachedResult>> {
    const found = new Map<Digest, CachedResult>()
    const signal = this.#within(this.#options.patience.lookup)
    for (let from = 0; from < keys.length; from += KEYS) {
      const asked = new Set(keys.slice(from, from + KEYS))
      const init = { method: "POST", body: JSON.stringify({ keys: [...asked] }), type: "application/json", signal }
      const answer = await this.#request("lookup", init)
      const { results } = lookupSchema.parse(JSON.parse((await readLimited(answer, LOOKUP_LIMIT)).toString("utf8")))
      for (const { key, result } of results) if (asked.has(key)) found.set(key, result)
    }
    return found
  }

  /** Undefined if the server has it no longer. */
  async read(key: Digest): Promise<WholeResult | undefined> {
    const signal = this.#within(this.#options.patience.transfer)
    const answer = await this.#request(`results/${key}`, { method: "GET", signal }).catch(unlessUnknown)
    return answer && unwrap(unpackParcel(await readLimited(answer, PARCEL_LIMIT), entrySchema))
  }

  /** False if it is larger than what servers take. */
  async write(key: Digest, { entry, blobs }: WholeResult): Promise<boolean> {
    const { builder: _, ...result } = entry.result
    const body = new Uint8Array(packParcel({ entry: { ...entry, result }, blobs }))
    if (body.length > PARCEL_LIMIT) return false
    const signal = this.#within(this.#options.patience.transfer)
    await this.#request(`results/${key}`, { method: "PUT", body, type: "application/octet-stream", signal })
    return true
  }

  #within(time: number): AbortSignal {
    return AbortSignal.any([this.#options.signal, AbortSignal.timeout(time)])
  }

  /** The answer to a request that went well. The token goes to this server alone. */
  async #request(path: string, { type, ...init }: RequestInit & { readonly type?: string }): Promise<Response> {
    const { url, token } = this.#options
    const headers = {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(type === undefined ? {} : { "content-type": type }),
    }
    const answer = await fetch(`${url.replace(/\/+$/, "")}/api/v1/cache/${path}`, {
      ...init,
      headers,
      redirect: "error",
    })
    if (answer.ok) return answer
    throw await refusalOf(answer)
  }
}

/** What a server has said no to. */
class Refusal extends Error {
  readonly reason: string | null

  constructor(reason: string | null, message: string) {
    super(message)
    this.reason = reason
  }
}

function unlessUnknown(error: unknown): undefined {
  if (!(error instanceof Refusal && error.reason === "result-unknown")) throw error
}

async function refusalOf(answer: Response): Promise<Refusal> {
  const text = (await readLimited(answer, REFUSAL_LIMIT)).toString("utf8")
  try {
    const { failure } = refusalSchema.parse(JSON.parse(text))
    return new Refusal(failure.reason, failure.message)
  } catch {
    return new Refusal(null, `it answered ${answer.status}, and not as Slipway does`)
  }
}
