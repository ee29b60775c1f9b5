import assert from "node:assert/strict"
import type { TestContext } from "node:test"
import type { MatrixColumn } from "../../src/app/server/status.ts"
import { RunRig } from "./run-rig.ts"
import { request, type ServerRig } from "./server-rig.ts"
import { tinyFiles } from "./tiny-project.ts"

/** A front that tells its own version and that of the back it calls; as its content says it is `sick` after a while. */
const FRONT = `
  const { createServer } = require("node:http")
  const { readFileSync } = require("node:fs")
  const content = readFileSync(__dirname + "/content", "utf8")
  createServer(async (_, response) => {
    if (content.startsWith("sick")) response.statusCode = 500
    const back = await fetch(process.env.BACK_URL).then((answer) => answer.text(), (error) => String(error))
    response.end(JSON.stringify({ front: content, back, pid: process.pid }))
  }).listen(Number(process.env.PORT), process.env.HOST)
`
const BACK = `
  const { createServer } = require("node:http")
  const { readFileSync } = require("node:fs")
  const content = readFileSync(__dirname + "/content", "utf8")
  createServer((_, response) => response.end(content)).listen(Number(process.env.PORT), process.env.HOST)
`
const SERVICES = `
services:
  web: { directory: web, image: { builder: node }, run: { port: 3000, health: / }, public: true, needs: [back] }
  back: { directory: back, image: { builder: node }, run: { port: 3000, health: / } }
targets: { local: { kind: process } }
`

export interface Answer {
  readonly front: string
  readonly back: string
  readonly pid: number
}

/** A front and a back on `main` that always have the same version; `rest` is the definition behind services and targets. */
export function twoServices(t: TestContext, rest: string): RunRig {
  const { "web/package.json": web = "" } = tinyFiles("")
  return RunRig.withFiles(t, {
    "slipway.yaml": `version: 1\nproject: demo\n${SERVICES}${rest}`,
    "web/package.json": web,
    "web/server.js": FRONT,
    "back/package.json": web.replace('"web"', '"back"'),
    "back/server.js": BACK,
    ...version("first"),
  })
}

/** Files of a version of both services. */
export function version(name: string): Record<string, string> {
  return { "web/content": name, "back/content": name }
}

/** What answers at the address of everybody. */
export async function answered(rig: ServerRig, environment: string): Promise<Answer> {
  return (await (await request(await rig.environment(environment), "web")).json()) as Answer
}

/** What answers at the address of what does not serve. */
export async function answeredBeside({ beside }: MatrixColumn): Promise<Answer> {
  const url = beside?.cells.find(({ service }) => service === "web")?.urls.find((one) => one.includes("127.0.0.1"))
  assert(url, JSON.stringify(beside))
  return (await (await fetch(url, { signal: AbortSignal.timeout(10_000) })).json()) as Answer
}

/** Requests one after the other by several clients at once, until it is stopped; tells what they were answered. */
export class Load {
  readonly #controller = new AbortController()
  readonly #clients: Promise<void>[]
  /** Versions of front and back, as often as they answered. */
  readonly versions = new Map<string, number>()
  readonly failures: string[] = []

  constructor(url: string, clients = 8) {
    this.#clients = Array.from({ length: clients }, () => this.#ask(url))
  }

  get count(): number {
    return [...this.versions.values()].reduce((sum, count) => sum + count, 0)
  }

  async stop(): Promise<void> {
    this.#controller.abort()
    await Promise.all(this.#clients)
  }

  async #ask(url: string): Promise<void> {
    while (!this.#controller.signal.aborted) {
      try {
        const response = await fetch(url, { signal: AbortSignal.timeout(20_000) })
        const text = await response.text()
        if (!response.ok) throw new Error(`${response.status} ${text}`)
        const { front, back } = JSON.parse(text) as Answer
        const both = `${front} ${back}`
        this.versions.set(both, (this.versions.get(both) ?? 0) + 1)
      } catch (error) {
        this.failures.push(String(error))
      }
    }
  }
}

/** Where everybody reaches the front. */
export function addressOf({ cells }: MatrixColumn): string {
  const url = cells.find(({ service }) => service === "web")?.urls.find((one) => one.includes("127.0.0.1"))
  assert(url)
  return url
}
