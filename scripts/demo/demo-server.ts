import { type ChildProcess, spawn } from "node:child_process"
import { closeSync, openSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { runTool } from "./run-tool.ts"

/** The matrix as `slipway status --format json` tells it; only what the demo looks at. */
export interface Matrix {
  readonly columns: readonly {
    readonly environment: string
    readonly branch: string | null
    readonly deployed: { readonly version: string; readonly release: string; readonly verification: string } | null
    readonly cells: readonly { readonly service: string; readonly image: string; readonly urls: readonly string[] }[]
  }[]
}

/** A `slipway up` of the demo's own, and the command line that talks to it. */
export class DemoServer {
  readonly #slipway: string
  readonly #folder: string
  readonly #onLine: (line: string) => void

  constructor(slipway: string, folder: string, onLine: (line: string) => void) {
    this.#slipway = slipway
    this.#folder = folder
    this.#onLine = onLine
  }

  /** Starts it so that it goes on when the demo has ended; throws with its log if it does not answer. */
  async start(logFile: string): Promise<{ readonly url: string; readonly token: string }> {
    const log = openSync(logFile, "w")
    const stdio = ["ignore", log, log] as const
    const child = spawn(this.#slipway, ["up", "--owner", "dana"], {
      cwd: this.#folder,
      detached: true,
      stdio: [...stdio],
    })
    closeSync(log)
    child.unref()
    const found = await this.#answers(child)
    if (found) return found
    throw new Error(`slipway up did not start:\n${await readFile(logFile, "utf8")}`)
  }

  async #answers(child: ChildProcess): Promise<{ url: string; token: string } | undefined> {
    const file = join(this.#folder, ".slipway", "server.json")
    while (child.exitCode === null) {
      const text = await readFile(file, "utf8").catch(() => undefined)
      if (text !== undefined) return JSON.parse(text) as { url: string; token: string }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    return undefined
  }

  /** Runs a command of the CLI, showing what it says; as another person with that person's token. */
  async slipway(args: readonly string[], token?: string): Promise<string> {
    const env = token === undefined ? {} : { SLIPWAY_TOKEN: token }
    return runTool([this.#slipway, ...args], { cwd: this.#folder, env, onLine: this.#onLine })
  }

  async tokenOf(person: string): Promise<string> {
    const made = await runTool([this.#slipway, "token", "create", person], { cwd: this.#folder })
    return made.trim()
  }

  async matrix(): Promise<Matrix> {
    const text = await runTool([this.#slipway, "status", "--format", "json"], { cwd: this.#folder })
    return JSON.parse(text) as Matrix
  }

  async picture(): Promise<string> {
    const colour = process.stdout.isTTY ? { FORCE_COLOR: "1" } : {}
    return runTool([this.#slipway, "status"], { cwd: this.#folder, env: colour })
  }

  /** Stops the server and all services. */
  async stop(): Promise<void> {
    await runTool([this.#slipway, "down"], { cwd: this.#folder })
  }
}
