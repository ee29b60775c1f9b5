import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { access, mkdir, readFile, symlink, writeFile } from "node:fs/promises"
import { createServer } from "node:http"
import { join } from "node:path"
import { test } from "node:test"
import type { Instance } from "../../ports/target.ts"
import { findByEnvironment, isSameProcess, startTimeOf } from "./process-table.ts"
import { ProcessTarget } from "./process-target.ts"
import { imageOf, specificationOf, startHealthy, temporaryTarget, unpackFixtures } from "./testing/fixture-services.ts"

const forever = new AbortController().signal
const health = { path: "/health", timeout: 10_000, signal: forever }

/** What the fixture `healthy` says about itself. */
interface Answer {
  readonly env: Record<string, string>
  readonly cwd: string
  readonly argv: readonly string[]
  readonly node: string
}

async function ask(instance: Instance): Promise<Answer> {
  return (await fetch(`http://127.0.0.1:${instance.port}/`)).json() as Promise<Answer>
}

test("an instance gets the image's and the environment's variables, what only the target knows, and no more", async () => {
  await using host = await temporaryTarget()
  process.env.SECRET_OF_THE_CALLER = "1"
  const specification = specificationOf("healthy")
  const env = { ...specification.env, FROM_BOTH: "environment", PORT: "1", HOME: "/", SLIPWAY_OWNER: "forged" }
  const instance = await startHealthy(host.target, { ...specification, env })
  const answer = await ask(instance)
  const service = join(host.options.root, "uat", "healthy")
  const root = join(service, "images", imageOf("healthy").slice("sha256:".length), "root")
  const { PATH: path, ...variables } = answer.env
  assert.deepEqual(variables, {
    FROM_IMAGE: "image",
    FROM_BOTH: "environment",
    INSTANCE: specification.owner.instance,
    PORT: String(instance.port),
    HOST: "127.0.0.1",
    HOME: join(service, "state"),
    STATE_DIRECTORY: join(service, "state"),
    SLIPWAY_IMAGE: imageOf("healthy"),
    SLIPWAY_OWNER: `${host.options.serverId}/uat/healthy/${specification.owner.instance}`,
  })
  assert.ok(path?.startsWith(`${join(process.execPath, "..")}:`))
  assert.equal(answer.cwd, join(root, "app"))
  assert.deepEqual(answer.argv.slice(1), [join(root, "app/server.js"), "/not/a/file"])
  assert.equal(answer.node, process.execPath)
})

test("starting what runs already finds it, and an image is unpacked once", async () => {
  const { unpack, calls } = unpackFixtures()
  await using host = await temporaryTarget({ unpack })
  const specification = specificationOf("healthy")
  const [one, two] = await Promise.all([host.target.start(specification), host.target.start(specification)])
  assert.deepEqual(one, two)
  assert.deepEqual(await new ProcessTarget(host.options).start(specification), one)
  await startHealthy(host.target, specificationOf("healthy"))
  assert.equal(calls(), 1)
})

test("names that could leave the folder are refused", async () => {
  await using host = await temporaryTarget()
  for (const [key, name] of [
    ["environment", ".."],
    ["environment", "a/b"],
    ["service", "Upper"],
    ["service", "-a"],
    ["instance", "../x"],
  ] as const) {
    const specification = specificationOf("healthy")
    const started = await host.target.start({ ...specification, owner: { ...specification.owner, [key]: name } })
    assert.equal(started.ok ? "ok" : started.failure.reason, "argument-invalid")
  }
  await assert.rejects(host.target.removeEnvironment(".."), RangeError)
  assert.throws(() => new ProcessTarget({ ...host.options, serverId: "a/b" }), RangeError)
})

test("an image that is not there is the failure of who unpacks", async () => {
  await using host = await temporaryTarget()
  const started = await host.target.start({ ...specificationOf("healthy"), image: `sha256:${"0".repeat(64)}` })
  assert.equal(started.ok ? "ok" : started.failure.reason, "image-unknown")
})

test("waiting for health ends at once with the process, and shows this instance's last lines", async () => {
  await using host = await temporaryTarget()
  await startHealthy(host.target, { ...specificationOf("healthy"), owner: specificationOf("exits").owner })
  for (const [service, text] of [
    ["exits", "exits exited with code 7 before it was healthy"],
    ["crashes", "crashes was ended by SIGKILL before it was healthy"],
  ] as const) {
    const started = await host.target.start(specificationOf(service))
    assert.ok(started.ok)
    const healthy = await host.target.awaitHealthy(started.value, health)
    assert.ok(!healthy.ok)
    assert.equal(healthy.failure.reason, "deployment-failed")
    assert.equal(healthy.failure.message, text)
    if (service !== "exits") continue
    assert.equal(healthy.failure.log?.length, 20)
    assert.equal(healthy.failure.log?.at(-1), "no database")
    assert.ok(healthy.failure.log?.every((line) => !line.includes("listening")))
  }
})

test("waiting for health notices the end of a process that another server started", async () => {
  await using host = await temporaryTarget()
  const started = await host.target.start(specificationOf("silent"))
  assert.ok(started.ok)
  const waiting = new ProcessTarget(host.options).awaitHealthy(started.value, health)
  process.kill(started.value.pid, "SIGKILL")
  const healthy = await waiting
  assert.equal(healthy.ok ? "" : healthy.failure.message, "silent ended before it was healthy")
})

test("a service that answers badly, hangs or does not listen is not healthy in time", async () => {
  await using host = await temporaryTarget()
  const expected = {
    unhealthy: /status 503/,
    hangs: /was not healthy within 2\.3 s.*no answer within 2 s/,
    silent: /nothing listens/,
  }
  await Promise.all(
    (["unhealthy", "hangs", "silent"] as const).map(async (service) => {
      const started = await host.target.start(specificationOf(service))
      assert.ok(started.ok)
      const healthy = await host.target.awaitHealthy(started.value, {
        ...health,
        timeout: service === "hangs" ? 2300 : 500,
      })
      assert.ok(!healthy.ok)
      assert.equal(healthy.failure.reason, "deployment-failed")
      assert.match(healthy.failure.message, expected[service])
      assert.ok(await host.target.isRunning(started.value))
    }),
  )
})

test("waiting for health can be canceled", async () => {
  await using host = await temporaryTarget()
  const started = await host.target.start(specificationOf("hangs"))
  assert.ok(started.ok)
  const abort = new AbortController()
  const waiting = host.target.awaitHealthy(started.value, { ...health, signal: abort.signal })
  abort.abort()
  const healthy = await waiting
  assert.equal(healthy.ok ? "ok" : healthy.failure.reason, "canceled")
})

test("an answer from another program on the instance's port is no health", {
  skip: process.platform !== "linux" && "needs /proc",
}, async () => {
  await using host = await temporaryTarget()
  const started = await host.target.start(specificationOf("silent"))
  assert.ok(started.ok)
  const stranger = createServer((_, response) => response.end()).listen(started.value.port, "127.0.0.1")
  await once(stranger, "listening")
  const healthy = await host.target.awaitHealthy(started.value, { ...health, timeout: 300 })
  stranger.close()
  stranger.closeAllConnections()
  assert.match(healthy.ok ? "" : healthy.failure.message, /another program/)
})

test("stopping ends what ignores TERM, its children included, and may be repeated", async () => {
  await using host = await temporaryTarget()
  const instance = await startHealthy(host.target, specificationOf("stubborn"))
  const own = async () =>
    (await findByEnvironment("SLIPWAY_OWNER")).filter(({ value }) => value.startsWith(host.options.serverId))
  assert.equal((await own()).length, 2)
  assert.equal((await host.target.findOwned()).length, 1)
  await host.target.stop(instance, 100)
  assert.deepEqual(await own(), [])
  assert.equal(await host.target.isRunning(instance), false)
  await host.target.stop(instance, 100)
})

test("a process that has the recorded id but another start time is not ours", async () => {
  await using host = await temporaryTarget()
  const stranger = spawn("sleep", ["1000"], { detached: true, stdio: "ignore" })
  const pid = stranger.pid ?? 0
  const recorded: Instance = { ...specificationOf("healthy"), pid, startedAt: "earlier", port: 1 }
  assert.equal(await host.target.isRunning(recorded), false)
  await host.target.stop(recorded, 0)
  await host.target.stopOwned({ owner: recorded.owner, pid }, 0)
  assert.ok(startTimeOf(pid))
  stranger.kill("SIGKILL")
  await once(stranger, "exit")
})

test("an instance survives its server, whose successor finds and stops it", async () => {
  await using host = await temporaryTarget()
  const { root, serverId, node } = host.options
  const specification = specificationOf("healthy")
  const script = `
    import { ProcessTarget } from ${JSON.stringify(new URL("./process-target.ts", import.meta.url).href)}
    import { startHealthy, unpackFixtures } from ${JSON.stringify(new URL("./testing/fixture-services.ts", import.meta.url).href)}
    const { unpack } = unpackFixtures()
    const target = new ProcessTarget({ ...${JSON.stringify({ root, serverId, node })}, unpack })
    console.log(JSON.stringify(await startHealthy(target, ${JSON.stringify(specification)})))
    setInterval(() => {}, 1000)`
  const server = spawn(node, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "inherit"] })
  const [line] = await once(server.stdout, "data")
  const instance: Instance = JSON.parse(String(line))
  server.kill("SIGKILL")
  await once(server, "exit")

  assert.ok(await host.target.isRunning(instance))
  assert.equal((await ask(instance)).env.INSTANCE, specification.owner.instance)
  const [found, ...others] = await host.target.findOwned("uat")
  assert.deepEqual(others, [])
  assert.deepEqual([found?.owner, found?.pid], [specification.owner, instance.pid])
  assert.deepEqual(await host.target.findOwned("other"), [])
  assert.deepEqual(await new ProcessTarget({ ...host.options, serverId: "other" }).findOwned(), [])
  await host.target.stop(instance, 5000)
  assert.ok(!isSameProcess(instance.pid, instance.startedAt))
  assert.deepEqual(await host.target.logLines(specification.owner, 5), [`listening as ${specification.owner.instance}`])
})

test("a server whose work is done ends while its instances run", async () => {
  await using host = await temporaryTarget()
  const { root, serverId, node } = host.options
  const script = `
    import { ProcessTarget } from ${JSON.stringify(new URL("./process-target.ts", import.meta.url).href)}
    import { startHealthy, unpackFixtures } from ${JSON.stringify(new URL("./testing/fixture-services.ts", import.meta.url).href)}
    const target = new ProcessTarget({ ...${JSON.stringify({ root, serverId, node })}, unpack: unpackFixtures().unpack })
    await startHealthy(target, ${JSON.stringify(specificationOf("healthy"))})`
  const server = spawn(node, ["--input-type=module", "-e", script], { stdio: "inherit" })
  assert.deepEqual(await once(server, "exit"), [0, null])
  assert.equal((await host.target.findOwned()).length, 1)
})

test("removing an environment stops and removes all of it, and nothing else", async () => {
  await using host = await temporaryTarget()
  const [gone, other] = [specificationOf("stubborn", "preview"), specificationOf("healthy", "uat")]
  const instance = await startHealthy(host.target, gone)
  const staying = await startHealthy(host.target, other)
  const outside = join(host.folder, "outside")
  await mkdir(outside)
  await writeFile(join(outside, "precious"), "1")
  await symlink(outside, join(host.options.root, "preview", "stubborn", "state", "link"))
  await symlink(outside, join(host.options.root, "linked"))
  await host.target.removeEnvironment("preview")
  await host.target.removeEnvironment("linked")
  await host.target.removeEnvironment("preview")
  assert.equal(await host.target.isRunning(instance), false)
  assert.deepEqual(await host.target.findOwned("preview"), [])
  await assert.rejects(access(join(host.options.root, "preview")))
  await assert.rejects(access(join(host.options.root, "linked")))
  assert.equal(await readFile(join(outside, "precious"), "utf8"), "1")
  assert.ok(await host.target.isRunning(staying))
})

test("state outlives instances", async () => {
  await using host = await temporaryTarget()
  const first = await startHealthy(host.target, specificationOf("healthy"))
  await writeFile(join((await ask(first)).env.STATE_DIRECTORY ?? "", "kept"), "1")
  await host.target.stop(first, 5000)
  const second = await startHealthy(host.target, specificationOf("healthy"))
  assert.equal(await readFile(join((await ask(second)).env.STATE_DIRECTORY ?? "", "kept"), "utf8"), "1")
})

test("logs are read and followed across instances and rotation", async () => {
  await using host = await temporaryTarget({ logLimit: 1000 })
  const { target } = host
  const first = await startHealthy(target, specificationOf("talkative"))
  const say = (instance: Instance, text: string) => fetch(`http://127.0.0.1:${instance.port}/${text}`)
  await say(first, "before")
  const abort = new AbortController()
  const lines = target.followLog(first.owner, abort.signal)[Symbol.asyncIterator]()
  const next = async () => (await lines.next()).value
  // What is written before the follower has had its first look is not new to it.
  let following = false
  const noticed = next().finally(() => {
    following = true
  })
  while (!following) await say(first, "one")
  assert.equal(await noticed, "one")
  await say(first, "begin")
  while ((await next()) !== "begin");
  await say(first, "x".repeat(1500))
  await target.rotateLogs()
  await say(first, "after-rotation")
  assert.equal(await next(), "x".repeat(1500))
  assert.equal(await next(), "after-rotation")
  const second = await startHealthy(target, specificationOf("talkative"))
  assert.equal(await next(), "health")
  await say(second, "two")
  assert.equal(await next(), "two")
  await target.rotateLogs()
  assert.deepEqual(await target.logLines(first.owner, 5), [
    "begin",
    "x".repeat(1500),
    "after-rotation",
    "health",
    "two",
  ])
  const last = next()
  abort.abort()
  assert.equal(await last, undefined)
})
