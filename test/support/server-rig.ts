import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { TestContext } from "node:test"
import type { MatrixColumn, StatusReport } from "../../src/app/server/status.ts"
import { type PortRange, takePortRange } from "./port-range.ts"
import type { RunRig } from "./run-rig.ts"
import { type ProgramResult, type RunningProgram, startProgram } from "./running-program.ts"
import { until } from "./until.ts"

/** Who owns the servers of tests, where a test does not say otherwise. */
export const OWNER = "olivia"

export interface ApiAnswer {
  readonly status: number
  readonly body: unknown
}

/** A real `slipway up` for a rig's project, and what people do with it. It ends, with its services, after the test. */
export class ServerRig {
  readonly project: RunRig
  readonly #range: PortRange
  readonly #tokens = new Map<string, string>()
  #up: RunningProgram | undefined

  private constructor(project: RunRig, range: PortRange) {
    this.project = project
    this.#range = range
  }

  /** Starts a server for the project; `args` are further ones of `slipway up`. */
  static async start(t: TestContext, project: RunRig, ...args: readonly string[]): Promise<ServerRig> {
    const rig = await ServerRig.prepare(t, project)
    await rig.up(...args)
    return rig
  }

  /** The same at a port that no connection is given, so that it can be started there again: {@link upAtOwnPort}. */
  static async startAtOwnPort(t: TestContext, project: RunRig): Promise<ServerRig> {
    const rig = await ServerRig.prepare(t, project)
    await rig.upAtOwnPort()
    return rig
  }

  /** Everything but the start. */
  static async prepare(t: TestContext, project: RunRig): Promise<ServerRig> {
    const range = await takePortRange()
    t.after(() => range.release())
    return new ServerRig(project, range)
  }

  /** Starts the server, also again after it ended, and waits until it answers. */
  async up(...args: readonly string[]): Promise<RunningProgram> {
    const up = this.startUp(...args)
    this.#up = up
    await up.waitFor("slipway status")
    return up
  }

  upAtOwnPort(): Promise<RunningProgram> {
    return this.up(`--port=${this.#range.to}`)
  }

  /** `slipway up` on free ports, as the program that it is. */
  startUp(...args: readonly string[]): RunningProgram {
    const ports = ["--port=0", "--router-port=0", `--stable-ports=${this.#range.from}-${this.#range.to - 1}`]
    return this.project.start(["up", ...ports, `--owner=${OWNER}`, ...args])
  }

  /** Ends the server by a signal. Its services go on running. */
  async end(signal: "SIGTERM" | "SIGKILL"): Promise<ProgramResult> {
    assert(this.#up, "no server was started")
    this.#up.process.kill(signal)
    return this.#up.ended
  }

  /** Resolves when the server has ended. */
  get ended(): Promise<ProgramResult> {
    assert(this.#up, "no server was started")
    return this.#up.ended
  }

  get url(): string {
    return this.#serverFile().url
  }

  /** Of the server's own repository. */
  get gitFolder(): string {
    return join(this.project.folder, ".slipway", "git", `${this.#project}.git`)
  }

  /** A person's token; made at the first use. */
  async tokenOf(person: string): Promise<string> {
    const known = person === OWNER ? this.#serverFile().token : this.#tokens.get(person)
    if (known !== undefined) return known
    const { status, stdout, stderr } = await this.slipway("token", "create", person)
    assert.equal(status, 0, stderr)
    this.#tokens.set(person, stdout.trim())
    return stdout.trim()
  }

  /** The CLI as its owner runs it in the project's folder. */
  slipway(...args: readonly string[]): Promise<ProgramResult> {
    return this.project.slipway(...args)
  }

  /** The CLI as this person runs it. */
  async slipwayAs(person: string, ...args: readonly string[]): Promise<ProgramResult> {
    return this.project.start(args, { SLIPWAY_TOKEN: await this.tokenOf(person) }).ended
  }

  /** What must succeed; returns its stdout. */
  async succeed(...args: readonly string[]): Promise<string> {
    const { status, stdout, stderr } = await this.slipway(...args)
    assert.equal(status, 0, `slipway ${args.join(" ")}\n${stdout}${stderr}`)
    return stdout
  }

  async succeedAs(person: string, ...args: readonly string[]): Promise<string> {
    const { status, stdout, stderr } = await this.slipwayAs(person, ...args)
    assert.equal(status, 0, `slipway ${args.join(" ")}, as ${person}\n${stdout}${stderr}`)
    return stdout
  }

  /** Where people push to, with the token in it. */
  remote(person: string, token: string): string {
    const { host } = new URL(this.url)
    return `http://${person}:${token}@${host}/git/${this.#project}.git`
  }

  /** `git push` by the owner; what the server said is in stderr, each line behind `remote: `. */
  push(...args: readonly string[]): Promise<ProgramResult> {
    return this.startPush(...args).ended
  }

  startPush(...args: readonly string[]): RunningProgram {
    return this.#push(this.remote(OWNER, this.#serverFile().token), args)
  }

  async pushAs(person: string, ...args: readonly string[]): Promise<ProgramResult> {
    return this.#push(this.remote(person, await this.tokenOf(person)), args).ended
  }

  /** A push that must go through; returns what the server said. */
  async pushed(...args: readonly string[]): Promise<string> {
    const { status, stderr } = await this.push(...args)
    assert.equal(status, 0, stderr)
    return stderr
  }

  async api(method: string, path: string, { body, token }: { body?: object; token?: string | null } = {}) {
    const bearer = token === undefined ? this.#serverFile().token : token
    const headers = { "content-type": "application/json", ...(bearer ? { authorization: `Bearer ${bearer}` } : {}) }
    const init = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) }
    const response = await fetch(`${this.url}/api/v1${path}`, init)
    const text = await response.text()
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) } satisfies ApiAnswer
  }

  async status(): Promise<StatusReport> {
    return JSON.parse(await this.succeed("status", "--format", "json")) as StatusReport
  }

  /** The only environment that fits. */
  async column(which: (column: MatrixColumn) => boolean): Promise<MatrixColumn> {
    const found = (await this.status()).columns.filter(which)
    assert.equal(found.length, 1, JSON.stringify(found))
    return found[0] as MatrixColumn
  }

  environment(name: string): Promise<MatrixColumn> {
    return this.column(({ environment }) => environment === name)
  }

  preview(branch: string): Promise<MatrixColumn> {
    return this.column((column) => column.branch === branch)
  }

  /** Waits until a service of an environment answers with this text. */
  async serves(environment: string, text: string, service = "web"): Promise<void> {
    await until(`${service} in ${environment} says ${JSON.stringify(text)}`, async () => {
      const answer = await request(await this.environment(environment), service).catch(() => undefined)
      return (await answer?.text()) === text
    })
  }

  #push(remote: string, args: readonly string[]): RunningProgram {
    const env = { ...this.project.env, GIT_TERMINAL_PROMPT: "0" }
    return startProgram(["git", "push", remote, ...args], { cwd: this.project.folder, env })
  }

  get #project(): string {
    const definition = readFileSync(join(this.project.folder, "slipway.yaml"), "utf8")
    return /^project: (\S+)$/m.exec(definition)?.[1] ?? "demo"
  }

  #serverFile(): { readonly url: string; readonly token: string } {
    return JSON.parse(readFileSync(join(this.project.folder, ".slipway", "server.json"), "utf8"))
  }
}

/** The answer of a service at the address that resolves everywhere. */
export async function request(column: MatrixColumn, service: string, path = "/"): Promise<Response> {
  const url = column.cells.find((cell) => cell.service === service)?.urls.find((one) => one.includes("127.0.0.1"))
  assert(url, `${service} has no address in ${column.environment}`)
  return fetch(new URL(path, url), { signal: AbortSignal.timeout(10_000) })
}
