import type { Readable } from "node:stream"
import { json } from "node:stream/consumers"
import { setTimeout as delay } from "node:timers/promises"
import { z } from "zod"
import type { EngineClient } from "./engine-client.ts"
import { EngineError } from "./engine-error.ts"
import { outputOf } from "./output-frames.ts"

const createdSchema = z.object({ Id: z.string() })
const waitSchema = z.object({ StatusCode: z.number() })
const stateSchema = z.object({ State: z.object({ OOMKilled: z.boolean() }) })

/** One container of an engine. */
export class Container {
  readonly id: string
  readonly #client: EngineClient

  constructor(client: EngineClient, id: string) {
    this.#client = client
    this.id = id
  }

  static async create(client: EngineClient, settings: unknown): Promise<Container> {
    const { Id } = await client.post(createdSchema, "/containers/create", { body: settings })
    return new Container(client, Id)
  }

  /** All that it will write. Before it starts, so that nothing is lost. */
  attach(): Promise<Readable> {
    const query = { stream: "1", stdout: "1", stderr: "1" }
    return this.#client.open("POST", `/containers/${this.id}/attach`, { query })
  }

  /** Puts the files of a tar archive into its root folder. */
  put(archive: Buffer | Readable): Promise<void> {
    return this.#client.send("PUT", `/containers/${this.id}/archive`, { query: { path: "/" }, body: archive })
  }

  /** A tar archive of a folder. */
  fetch(path: string): Promise<Readable> {
    return this.#client.open("GET", `/containers/${this.id}/archive`, { query: { path } })
  }

  /** Joins one more network. */
  connect(network: string): Promise<void> {
    return this.#client.send("POST", `/networks/${network}/connect`, { body: { Container: this.id } })
  }

  /** Whether its image has this file. */
  async has(path: string): Promise<boolean> {
    try {
      await this.#client.send("HEAD", `/containers/${this.id}/archive`, { query: { path } })
      return true
    } catch (error) {
      if (error instanceof EngineError && error.status === 404) return false
      throw error
    }
  }

  /** Starts it. Resolves once it runs, to the promise of its exit status. */
  async start(): Promise<{ readonly exited: Promise<number> }> {
    const query = { condition: "next-exit" }
    const waiting = await this.#client.open("POST", `/containers/${this.id}/wait`, { query })
    const exited = json(waiting).then((answer) => waitSchema.parse(answer).StatusCode)
    exited.catch(() => {})
    try {
      await this.#client.send("POST", `/containers/${this.id}/start`)
    } catch (error) {
      waiting.destroy()
      throw error
    }
    return { exited }
  }

  async wasOutOfMemory(): Promise<boolean> {
    return (await this.#client.get(stateSchema, `/containers/${this.id}/json`)).State.OOMKilled
  }

  /** The last lines that it has written. Only for one whose output the engine keeps. */
  async lastLines(): Promise<readonly string[]> {
    const query = { stdout: "1", stderr: "1", tail: "20" }
    const text: Buffer[] = []
    for await (const chunk of outputOf(await this.#client.open("GET", `/containers/${this.id}/logs`, { query }))) {
      text.push(chunk)
    }
    return Buffer.concat(text).toString().trimEnd().split("\n")
  }

  /** Runs a program in it, without waiting for its end. */
  async exec(command: readonly string[]): Promise<void> {
    const { Id } = await this.#client.post(createdSchema, `/containers/${this.id}/exec`, { body: { Cmd: command } })
    await this.#client.send("POST", `/exec/${Id}/start`, { body: { Detach: true } })
  }

  /**
   * Ends it: runs `terminate` in it, and kills it after so many milliseconds. Resolves, once it has ended, to whether it
   * had to be killed.
   */
  async stop(exited: Promise<unknown>, terminate: readonly string[], grace: number): Promise<{ forced: boolean }> {
    await this.exec(terminate).catch(ifGone)
    const timer = new AbortController()
    const ended = exited.then(() => "ended" as const)
    const first = await Promise.race([
      ended,
      delay(grace, "late" as const, { signal: timer.signal }).catch(() => "late"),
    ])
    timer.abort()
    if (first === "ended") return { forced: false }
    await this.#client.send("POST", `/containers/${this.id}/kill`).catch(ifGone)
    await exited
    return { forced: true }
  }

  async remove(): Promise<void> {
    await this.#client.send("DELETE", `/containers/${this.id}`, { query: { force: "1", v: "1" } }).catch(ifGone)
  }
}

/** It had ended (409), or is not there any more (404): as was wanted. */
function ifGone(error: unknown): void {
  if (!(error instanceof EngineError) || (error.status !== 404 && error.status !== 409)) throw error
}
