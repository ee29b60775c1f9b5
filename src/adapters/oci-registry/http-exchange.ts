import type { Agent, AgentOptions, ClientRequest, IncomingHttpHeaders, IncomingMessage, request } from "node:http"

/** Bytes, or what makes a stream of them anew for each attempt. */
export type HttpBody = Uint8Array | (() => AsyncIterable<Uint8Array>)

export interface HttpRequest {
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH"
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: HttpBody
  readonly signal?: AbortSignal | undefined
}

export interface HttpAnswer {
  readonly url: URL
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: IncomingMessage
}

/** What sends a request and waits for the answer's headers. */
export interface HttpSender {
  send(request: HttpRequest): Promise<HttpAnswer>
}

export interface HttpOptions {
  /** Milliseconds without a byte in either direction after which a connection counts as dead. */
  readonly silence: number
  readonly env: Readonly<Record<string, string | undefined>>
}

/** What speaks HTTP, or HTTPS: their agents keep connections for the next request. */
interface Connections {
  readonly request: typeof request
  readonly agent: Agent
}

/** Sends single requests. Follows no redirect and tries nothing twice. */
export class HttpExchange implements HttpSender {
  readonly #silence: number
  readonly #options: AgentOptions
  readonly #plain: Connections
  #secure: Connections | undefined

  constructor({ silence, env }: HttpOptions) {
    this.#silence = silence
    this.#options = { keepAlive: true, maxSockets: 16, proxyEnv: env }
    this.#plain = connectionsBy("node:http", this.#options)
  }

  /** The answer once its headers are there. Throws what the network throws, also for an `abort`. */
  async send({ method, url, headers, body, signal }: HttpRequest): Promise<HttpAnswer> {
    const { request, agent } = url.protocol === "https:" ? this.#secured() : this.#plain
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const asked = request(url, { method, headers, agent, ...(signal && { signal }) })
      asked.setTimeout(this.#silence, () => {
        asked.destroy(new Error(`nothing was heard from ${url.host} for ${this.#silence / 1000} s`))
      })
      asked.once("error", reject)
      asked.once("response", (response) => {
        asked.on("error", (error) => response.destroy(error))
        resolve(response)
      })
      if (typeof body !== "function") asked.end(body)
      // An answer may come before all is sent; what is wrong then is said by the answer.
      else sendAll(body(), asked).catch(reject)
    })
    return { url, status: answer.statusCode ?? 0, headers: answer.headers, body: answer }
  }

  /** Ends the connections that are kept. */
  close(): void {
    this.#plain.agent.destroy()
    this.#secure?.agent.destroy()
  }

  #secured(): Connections {
    this.#secure ??= connectionsBy("node:https", this.#options)
    return this.#secure
  }
}

/**
 * Gets the module without `import`: that reads all its exports, and with them loads a second HTTP client (WebSocket,
 * 10 ms). TLS is loaded only where it is needed.
 */
function connectionsBy(module: "node:http" | "node:https", options: AgentOptions): Connections {
  const { request, Agent } = process.getBuiltinModule(module)
  return { request, agent: new Agent(options) }
}

async function sendAll(body: AsyncIterable<Uint8Array>, request: ClientRequest): Promise<void> {
  const [{ Readable }, { pipeline }] = await Promise.all([import("node:stream"), import("node:stream/promises")])
  await pipeline(Readable.from(body, { objectMode: false }), request)
}

/** Reads an answer to its end; undefined if it is longer than it may be, and then the connection is given up. */
export async function readWhole({ headers, body }: HttpAnswer, limit: number): Promise<Buffer | undefined> {
  if (Number(headers["content-length"] ?? 0) > limit) {
    body.destroy()
    return undefined
  }
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.byteLength
    if (size > limit) {
      body.destroy()
      return undefined
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Milliseconds that a short answer may take in all, however steadily it drips. */
const DEADLINE = 120_000

/** A signal that also ends what takes too long. */
export function deadline(signal?: AbortSignal): AbortSignal {
  const timeout = AbortSignal.timeout(DEADLINE)
  return signal ? AbortSignal.any([signal, timeout]) : timeout
}
