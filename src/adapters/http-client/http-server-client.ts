import { type Failure, failureReasons } from "../../core/shared/failure.ts"
import { fail, failed, ok, type Result } from "../../core/shared/result.ts"
import type { ServerClient, StreamItem } from "../../ports/server-client.ts"
import type { ServerLocation } from "./find-server.ts"

const API = "/api/v1"

/** Talks to a server's HTTP API. */
export class HttpServerClient implements ServerClient {
  readonly url: string
  readonly #token: string | null

  constructor({ url, token }: ServerLocation) {
    this.url = url.replace(/\/+$/, "")
    this.#token = token
  }

  async call<T>(method: "GET" | "POST" | "DELETE", path: string, body?: object): Promise<Result<T>> {
    const response = await this.#request(method, path, body === undefined ? {} : { body })
    if (!response.ok) return response
    const text = await response.value.text()
    return ok((text === "" ? undefined : JSON.parse(text)) as T)
  }

  async stream(
    method: "GET" | "POST",
    path: string,
    { onItem, ...options }: { body?: object; signal?: AbortSignal; onItem: (item: StreamItem) => void },
  ): Promise<Result<unknown>> {
    const response = await this.#request(method, path, options)
    if (!response.ok) return response
    let rest = ""
    let end: Result<unknown> | undefined
    const decoder = new TextDecoder()
    try {
      for await (const chunk of response.value.body ?? []) {
        const lines = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split("\n")
        rest = lines.pop() ?? ""
        for (const line of lines) {
          const item = JSON.parse(line) as StreamItem
          if ("end" in item) end = ok(item.end)
          else onItem(item)
        }
      }
    } catch (error) {
      if (options.signal?.aborted) return fail("canceled", "stopped")
      return this.#unreachable(error)
    }
    return end ?? fail("server-unreachable", `${this.url} broke off its answer`, { hint: "see: slipway status" })
  }

  async #request(
    method: string,
    path: string,
    { body, signal }: { body?: object; signal?: AbortSignal },
  ): Promise<Result<Response>> {
    const headers: Record<string, string> = {}
    if (this.#token !== null) headers.authorization = `Bearer ${this.#token}`
    if (body) headers["content-type"] = "application/json"
    try {
      const response = await fetch(`${this.url}${API}${path}`, {
        method,
        headers,
        redirect: "error",
        ...(body ? { body: JSON.stringify(body) } : {}),
        ...(signal ? { signal } : {}),
      })
      return response.ok ? ok(response) : failed(await failureOf(response))
    } catch (error) {
      if (signal?.aborted) return fail("canceled", "stopped")
      return this.#unreachable(error)
    }
  }

  #unreachable(error: unknown): Result<never> {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
    return fail("server-unreachable", `no Slipway server answers at ${this.url}: ${cause}`, {
      hint: "start it with: slipway up",
    })
  }
}

async function failureOf(response: Response): Promise<Failure> {
  try {
    const { failure } = (await response.json()) as { failure: Failure }
    if (failure.reason in failureReasons && typeof failure.message === "string") return failure
  } catch {
    // Told below: it is not a Slipway server that answers there.
  }
  return {
    reason: "server-unreachable",
    message: `${response.url} answered ${response.status}, and not as Slipway does`,
  }
}
