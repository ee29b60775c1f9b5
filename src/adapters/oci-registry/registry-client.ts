import { isLoopback, parseAddress } from "./address.ts"
import { Authorizer } from "./authorizer.ts"
import type { Credentials } from "./credentials.ts"
import { deadline, type HttpAnswer, type HttpBody, type HttpSender, readWhole } from "./http-exchange.ts"
import { nonsense, shown } from "./registry-failure.ts"
import { type RetryPolicy, withRetries } from "./retry.ts"
import { problemOf } from "./status.ts"

export interface RegistryClientOptions {
  /** `registry.example.com:5000`. */
  readonly host: string
  /** False: plain HTTP, also to other machines. Loopback is spoken to so unless this is true. */
  readonly tls: boolean | null
  /** Another host that gives tokens, as `registry.tokens` names it. */
  readonly tokens: string | null
  readonly credentials: () => Promise<Credentials | null>
  readonly http: HttpSender
  readonly retries: RetryPolicy
  readonly now: () => number
}

export interface RegistryRequest {
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH"
  /** Below the registry's origin, or an address that it gave us there. */
  readonly target: string | URL
  /** In words, for messages. */
  readonly what: string
  /** `repository:automation/web:pull,push`. */
  readonly scopes: readonly string[]
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: HttpBody
  readonly signal?: AbortSignal | undefined
  /** Statuses besides 2xx that the caller knows what to do with. */
  readonly expects?: readonly number[]
  /** False: a failure that may pass is thrown as it is, for the caller to begin again. */
  readonly repeats?: boolean
}

const REDIRECTS = new Set([301, 302, 303, 307, 308])
const MOST_REDIRECTS = 5
/** Without anything, with what is asked for, and with a new token instead of one that has expired. */
const MOST_ATTEMPTS = 3

/** Requests to one registry: authorised, repeated where that helps, and followed where it sends us. */
export class RegistryClient {
  readonly host: string
  readonly origin: URL
  readonly #options: RegistryClientOptions
  readonly #authorizer: Authorizer

  constructor(options: RegistryClientOptions) {
    this.host = options.host
    const isPlain = options.tls === null ? isLoopback(options.host) : !options.tls
    this.origin = new URL(`${isPlain ? "http" : "https"}://${options.host}`)
    this.#options = options
    this.#authorizer = new Authorizer({ ...options, registry: this.origin })
  }

  /** The answer, of a status that is success or expected. Throws a FailureError for all else. */
  async send(request: RegistryRequest): Promise<HttpAnswer> {
    const once = () => this.#attempt(request)
    return request.repeats === false ? once() : this.repeat(once, request.signal)
  }

  /** The same with the answer's body, which must not be longer than `limit`. A body that breaks is asked for again. */
  async read(
    request: RegistryRequest,
    limit: number,
  ): Promise<{ readonly answer: HttpAnswer; readonly content: Buffer }> {
    return this.repeat(async () => {
      const answer = await this.#attempt({ ...request, signal: deadline(request.signal) })
      const content = await readWhole(answer, limit)
      if (!content) throw nonsense(this.host, `sends more than ${limit} bytes for ${request.what}`)
      return { answer, content }
    }, request.signal)
  }

  repeat<T>(work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    return withRetries(this.#options.retries, { host: this.host, signal }, work)
  }

  async #attempt(request: RegistryRequest): Promise<HttpAnswer> {
    const url = new URL(request.target, this.origin)
    // An address of another host would get what is meant for this one.
    if (url.origin !== this.origin.origin) throw nonsense(this.host, `sends us to ${shown(url.origin)} instead`)
    let answer = await this.#authorised(request, url)
    if (REDIRECTS.has(answer.status)) answer = await this.#follow(request, answer)
    if ((answer.status >= 200 && answer.status < 300) || request.expects?.includes(answer.status)) return answer
    answer.body.destroy()
    throw problemOf(answer, request.what, this.#options.now())
  }

  async #authorised(request: RegistryRequest, url: URL): Promise<HttpAnswer> {
    const { scopes } = request
    for (let attempts = 1; ; attempts++) {
      const sent = await this.#authorizer.header(scopes)
      const answer = await this.#exchange(request, url, sent === undefined ? {} : { authorization: sent })
      if (answer.status !== 401 || attempts === MOST_ATTEMPTS) return answer
      answer.body.resume()
      if (!(await this.#authorizer.refused(answer, scopes, sent))) return answer
    }
  }

  /** Blobs are often elsewhere. Whoever is there learns neither token nor password, and answers over TLS as we do. */
  async #follow(request: RegistryRequest, first: HttpAnswer): Promise<HttpAnswer> {
    let answer = first
    for (let hop = 0; REDIRECTS.has(answer.status); hop++) {
      answer.body.resume()
      const url = parseAddress(answer.headers.location, answer.url)
      if (request.body !== undefined || request.method === "POST" || !url || hop === MOST_REDIRECTS) {
        throw nonsense(this.host, `redirects ${request.what} to nowhere`)
      }
      const isOpen = url.protocol === "http:" && this.origin.protocol === "http:" && isLoopback(url.host)
      if (url.protocol !== "https:" && !isOpen) {
        throw nonsense(this.host, `redirects ${request.what} to ${shown(url.origin)}, which cannot be trusted`)
      }
      answer =
        url.origin === this.origin.origin
          ? await this.#authorised(request, url)
          : await this.#exchange(request, url, {})
    }
    return answer
  }

  #exchange({ method, body, headers = {}, signal }: RegistryRequest, url: URL, more: Readonly<Record<string, string>>) {
    const content = body === undefined ? {} : { body }
    return this.#options.http.send({ method, url, headers: { ...headers, ...more }, signal, ...content })
  }
}
