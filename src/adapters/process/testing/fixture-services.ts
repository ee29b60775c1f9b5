import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Digest, digestOf } from "../../../core/shared/digest.ts"
import { fail, ok } from "../../../core/shared/result.ts"
import type { Instance, InstanceSpecification } from "../../../ports/target.ts"
import { ProcessTarget, type ProcessTargetOptions } from "../process-target.ts"
import type { Unpack } from "../unpacked-images.ts"

/** What tests run as services: the text of `/app/server.js` in an image of that digest. */
export const fixtureServices = {
  /** Answers what it was given: environment, folder, arguments. */
  healthy: `
    const http = require("node:http")
    http.createServer((request, response) => {
      response.end(JSON.stringify({ env: process.env, cwd: process.cwd(), argv: process.argv, node: process.execPath }))
    }).listen(Number(process.env.PORT), process.env.HOST, () => console.log("listening as", process.env.INSTANCE))`,
  /** Has children, and none of them cares for TERM. */
  stubborn: `
    const { spawn } = require("node:child_process")
    process.on("SIGTERM", () => {})
    const script = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"
    spawn(process.execPath, ["-e", script], { detached: true, stdio: "ignore" })
    require("node:http").createServer((_, response) => response.end()).listen(Number(process.env.PORT))`,
  exits: `for (let i = 1; i <= 30; i++) console.log("line", i); console.error("no database"); process.exit(7)`,
  /** Tells its secret, in one piece and in two, and ends. */
  tells: `
    process.stdout.write("it is " + process.env.TOKEN + "\\n" + process.env.TOKEN.slice(0, 5))
    setTimeout(() => {
      process.stdout.write(process.env.TOKEN.slice(5) + "\\n")
      process.stderr.write(encodeURIComponent(process.env.TOKEN) + "\\n", () => process.exit(3))
    }, 50)`,
  crashes: `process.kill(process.pid, "SIGKILL")`,
  unhealthy: `
    console.log("started")
    require("node:http").createServer((_, response) => { response.statusCode = 503; response.end() })
      .listen(Number(process.env.PORT))`,
  /** Takes every connection and says nothing. */
  hangs: `require("node:net").createServer(() => {}).listen(Number(process.env.PORT), "127.0.0.1")`,
  /** Never listens. */
  silent: `setInterval(() => {}, 1000)`,
  /** Prints a line for each request, of the length asked for. */
  talkative: `
    require("node:http").createServer((request, response) => {
      require("node:fs").writeSync(1, request.url.slice(1) + "\\n")
      response.end()
    }).listen(Number(process.env.PORT))`,
} as const

export type FixtureService = keyof typeof fixtureServices

export function imageOf(service: FixtureService): Digest {
  return digestOf(service)
}

/** Unpacks fixture services; counts how often. */
export function unpackFixtures(): { readonly unpack: Unpack; readonly calls: () => number } {
  let calls = 0
  const unpack: Unpack = async (image, folder) => {
    calls++
    const name = Object.keys(fixtureServices).find((key) => digestOf(key) === image) as FixtureService | undefined
    if (!name) return fail("image-unknown", `there is no image ${image}`)
    const root = join(folder, "root")
    await mkdir(join(root, "app"), { recursive: true })
    await writeFile(join(root, "app", "server.js"), fixtureServices[name])
    const env = { FROM_IMAGE: "image", FROM_BOTH: "image", PATH: "/nowhere" }
    return ok({ root, entrypoint: ["node"], cmd: ["/app/server.js", "/not/a/file"], workdir: "/app", env })
  }
  return { unpack, calls: () => calls }
}

/** A target on a temporary folder. Disposing it stops and removes everything. */
export async function temporaryTarget(more: Partial<ProcessTargetOptions> = {}) {
  const folder = await mkdtemp(join(tmpdir(), "slipway-target-"))
  const options: ProcessTargetOptions = {
    root: join(folder, "environments"),
    serverId: folder.slice(folder.lastIndexOf("/") + 1),
    unpack: unpackFixtures().unpack,
    node: process.execPath,
    masker: join(import.meta.dirname, "..", "log-masker.ts"),
    removalGrace: 200,
    ...more,
  }
  const target = new ProcessTarget(options)
  return {
    target,
    options,
    folder,
    async [Symbol.asyncDispose]() {
      for (const found of await target.findOwned()) await target.stopOwned(found, 0)
      target.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

let started = 0

/** A start of that service, as an instance of its own. */
export function specificationOf(service: FixtureService, environment = "uat"): InstanceSpecification {
  const instance = `i${++started}`
  return { owner: { environment, service, instance }, image: imageOf(service), env: { INSTANCE: instance }, hidden: [] }
}

/** Starts an instance and waits for its health. */
export async function startHealthy(target: ProcessTarget, specification: InstanceSpecification): Promise<Instance> {
  const started = await target.start(specification)
  if (!started.ok) throw new Error(started.failure.message)
  const options = { path: "/health", timeout: 10_000, signal: new AbortController().signal }
  const healthy = await target.awaitHealthy(started.value, options)
  if (!healthy.ok) throw new Error(`${healthy.failure.message}\n${healthy.failure.log?.join("\n")}`)
  return started.value
}
