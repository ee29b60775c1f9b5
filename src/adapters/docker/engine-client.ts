import { type IncomingMessage, request } from "node:http"
import { Readable } from "node:stream"
import { json, text } from "node:stream/consumers"
import { pipeline } from "node:stream/promises"
import { z } from "zod"
import { EngineError, engineUnavailable } from "./engine-error.ts"
import { engineSocketOf } from "./engine-socket.ts"

const versionSchema = z.object({
  ApiVersion: z.string(),
  Os: z.string(),
  Arch: z.string(),
  Components: z.array(z.object({ Name: z.string() })).nullish(),
})
const infoSchema = z.object({ SecurityOptions: z.array(z.string()).nullish() })
const errorSchema = z.object({ message: z.string() })

/** The newest version of the API whose answers this adapter was written for; older engines are spoken to in theirs. */
const NEWEST_MINOR = 47

export interface EngineFacts {
  /** `/v1.41`: what paths begin with. */
  readonly prefix: string
  /** `linux/amd64`. */
  readonly platform: string
  /** Whether root in a container is the engine's own user outside. */
  readonly rootless: boolean
  /** Docker's own engine has it from API 1.39 on; others that speak its API have not. */
  readonly hasBuildKit: boolean
}

export interface EngineRequest {
  readonly query?: Readonly<Record<string, string>>
  /** JSON, unless it is a tar archive: bytes or a stream of them. */
  readonly body?: unknown
  readonly signal?: AbortSignal | undefined
}

/** Speaks the Docker Engine API (docs.docker.com/reference/api/engine) over the engine's socket. */
export class EngineClient {
  readonly #env: Readonly<Record<string, string | undefined>>
  #facts: Promise<EngineFacts> | undefined

  constructor(env: Readonly<Record<string, string | undefined>>) {
    this.#env = env
  }

  /** Asked once; a failure is asked again. */
  facts(): Promise<EngineFacts> {
    this.#facts ??= this.#ask().catch((error: unknown) => {
      this.#facts = undefined
      throw error
    })
    return this.#facts
  }

  /** The answer's JSON. */
  async get<S extends z.ZodType>(schema: S, path: string, query?: EngineRequest["query"]): Promise<z.output<S>> {
    return schema.parse(await json(await this.open("GET", path, query ? { query } : {})))
  }

  async post<S extends z.ZodType>(schema: S, path: string, more: EngineRequest = {}): Promise<z.output<S>> {
    return schema.parse(await json(await this.open("POST", path, more)))
  }

  /** A request whose answer says nothing. */
  async send(method: "HEAD" | "POST" | "PUT" | "DELETE", path: string, more: EngineRequest = {}): Promise<void> {
    await text(await this.open(method, path, more))
  }

  /** The answer as it comes. Throws an {@link EngineError} where the engine says no. */
  async open(method: string, path: string, more: EngineRequest = {}): Promise<IncomingMessage> {
    const { prefix } = await this.facts()
    return this.#request(method, `${prefix}${path}`, more)
  }

  async #ask(): Promise<EngineFacts> {
    const { ApiVersion, Os, Arch, Components } = versionSchema.parse(
      await json(await this.#request("GET", "/version", {})),
    )
    const minor = Math.min(Number(ApiVersion.split(".")[1]), NEWEST_MINOR)
    const prefix = `/v1.${minor}`
    const info = infoSchema.parse(await json(await this.#request("GET", `${prefix}/info`, {})))
    const rootless = info.SecurityOptions?.some((option) => option.includes("rootless")) ?? false
    const hasBuildKit = minor >= 39 && (Components?.some(({ Name }) => Name === "Engine") ?? false)
    return { prefix, platform: `${Os}/${Arch}`, rootless, hasBuildKit }
  }

  async #request(method: string, path: string, { query, body, signal }: EngineRequest): Promise<IncomingMessage> {
    const socketPath = engineSocketOf(this.#env)
    const isArchive = Buffer.isBuffer(body) || body instanceof Readable
    const content = body === undefined || isArchive ? body : Buffer.from(JSON.stringify(body))
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const asked = request({
        socketPath,
        method,
        path: query ? `${path}?${new URLSearchParams(query)}` : path,
        headers: {
          ...(content !== undefined && { "content-type": isArchive ? "application/x-tar" : "application/json" }),
          ...(Buffer.isBuffer(content) && { "content-length": content.length }),
        },
        ...(signal && { signal }),
      })
      asked.once("response", resolve).once("error", (error: NodeJS.ErrnoException) => {
        reject(
          signal?.aborted ? error : engineUnavailable(`no Docker engine answers at ${socketPath}: ${error.message}`),
        )
      })
      if (content instanceof Readable) pipeline(content, asked).catch(reject)
      else asked.end(content)
    })
    const status = answer.statusCode ?? 0
    if (status < 400) return answer
    throw new EngineError(status, messageOf(await text(answer)))
  }
}

function messageOf(body: string): string {
  try {
    return errorSchema.parse(JSON.parse(body)).message
  } catch {
    return body.trim()
  }
}
