import assert from "node:assert/strict"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type TestContext, test } from "node:test"
import { failureFrom, valueFrom } from "../../../test/support/assert-result.ts"
import { type DockerEngine, startDockerEngine } from "../../../test/support/docker-engine.ts"
import { makeSystemImage, SMALL_SYSTEM } from "../../../test/support/system-image.ts"
import { until } from "../../../test/support/until.ts"
import type { ContainerPlace } from "../../ports/containers.ts"
import type { Execution, ExecutionOutcome } from "../../ports/executor.ts"
import { OciLayout } from "../oci/oci-layout.ts"
import { DockerContainers } from "./docker-containers.ts"

const OWNER = "run-1234"
/** No candidate is asked for. */
const nothing = new OciLayout("/nowhere")
const resolving = { log: () => {}, signal: new AbortController().signal }

class Rig {
  readonly engine: DockerEngine
  readonly containers: DockerContainers
  readonly image: string
  readonly checkout: string

  constructor(t: TestContext, engine: DockerEngine, image: string) {
    this.engine = engine
    this.image = image
    this.containers = new DockerContainers({ DOCKER_HOST: engine.host }, nothing)
    this.checkout = mkdtempSync(join(tmpdir(), "slipway-docker-executor-"))
    t.after(() => rmSync(this.checkout, { recursive: true, force: true }))
  }

  async run(
    command: string,
    more: Partial<Execution> = {},
    place: Partial<ContainerPlace> = {},
  ): Promise<{ outcome: ExecutionOutcome; output: string }> {
    const chunks: Buffer[] = []
    const where = {
      image: this.image,
      checkout: this.checkout,
      network: false,
      sidecars: null,
      cpu: null,
      memory: null,
      ...place,
    }
    const outcome = await this.containers.executor(where).execute({
      ...{ owner: OWNER, command, directory: this.checkout, env: {}, timeout: 60_000, grace: 10_000 },
      signal: new AbortController().signal,
      onOutput: (chunk) => void chunks.push(chunk),
      ...more,
    })
    return { outcome, output: Buffer.concat(chunks).toString() }
  }

  listed(): Promise<string> {
    return this.engine.docker("ps", "--all", "--quiet")
  }
}

test("commands in containers", { timeout: 300_000 }, async (t) => {
  const engine = await startDockerEngine(t)
  if (!engine) return
  const image = await makeSystemImage(engine, "system:1", { files: SMALL_SYSTEM })
  const exited = (code: number) => ({ kind: "exited", code })
  const rig = new Rig(t, engine, image)

  await t.test("give their exit status, and what they write in its order, whole", async () => {
    const { outcome, output } = await rig.run("for i in 1 2 3 4; do echo out $i; echo err $i >&2; done; exit 7")
    assert.deepEqual(outcome, exited(7))
    assert.equal(output, [1, 2, 3, 4].flatMap((i) => [`out ${i}\n`, `err ${i}\n`]).join(""))
    const long = await rig.run("i=0; while [ $i -lt 30000 ]; do echo line $i; i=$((i+1)); done")
    assert.deepEqual(long.output.split("\n").slice(-2), ["line 29999", ""])
    assert.equal(long.output.length, 30_000 * 11 - (10 * 4 + 90 * 3 + 900 * 2 + 9000))
  })

  await t.test("see the checkout, and leave files there that are theirs to remove", async () => {
    mkdirSync(join(rig.checkout, "web"))
    writeFileSync(join(rig.checkout, "web", "in"), "given")
    const { outcome, output } = await rig.run("pwd; cat in > out; ls -a $HOME; echo $HOME; id -u", {
      directory: join(rig.checkout, "web"),
    })
    assert.deepEqual(outcome, exited(0))
    assert.equal(output, "/workspace/web\n.\n..\n/home/slipway\n1000\n")
    assert.equal(readFileSync(join(rig.checkout, "web", "out"), "utf8"), "given")
    assert.equal(statSync(join(rig.checkout, "web", "out")).uid, 1000)
  })

  await t.test("get the image's environment and the job's, nothing else", async () => {
    const { output } = await rig.run("env", { env: { GREETING: "hello 'world'" } })
    const names = output
      .trim()
      .split("\n")
      .filter((line) => !/^(PWD|HOSTNAME|OLDPWD|_|SHLVL)=/.test(line))
    assert.deepEqual(names.sort(), [
      "GREETING=hello 'world'",
      "HOME=/home/slipway",
      "PATH=/usr/local/bin:/usr/bin:/bin",
    ])
  })

  await t.test("reach no network, and gain no privileges", async () => {
    assert.equal((await rig.run("ls /sys/class/net")).output, "lo\n")
    assert.equal((await rig.run("ls /sys/class/net", {}, { network: true })).output, "eth0\nlo\n")
    const { output } = await rig.run("cat /proc/self/status")
    assert.match(output, /NoNewPrivs:\t1\n/)
    assert.match(output, /CapEff:\t0+\n/)
  })

  await t.test("have the processors and the memory that they may use; more memory ends them", async () => {
    const hungry = "x=a; while :; do x=$x$x; done"
    const memory = 32 * 1024 ** 2
    const { outcome } = await rig.run(hungry, {}, { memory })
    assert.deepEqual(outcome, { kind: "out-of-memory", limit: memory })
    const half = rig.run("while [ ! -e go ]; do sleep 0.05; done", {}, { cpu: 0.5 })
    const id = await until("it runs", async () => (await rig.listed()) || undefined)
    assert.equal(await engine.docker("inspect", "--format={{.HostConfig.NanoCpus}}", id), "500000000")
    writeFileSync(join(rig.checkout, "go"), "")
    assert.deepEqual((await half).outcome, exited(0))
  })

  await t.test("are told to end when they are canceled, all of them, and may tidy up", async () => {
    const abort = new AbortController()
    const inner = "trap 'sleep 0.3; echo tidied; exit 0' TERM; echo ready; while :; do sleep 0.05; done"
    const onOutput = cancelWhen("ready", abort)
    const { outcome } = await rig.run(`sh -c "${inner}"; echo never`, { signal: abort.signal, onOutput: onOutput.take })
    assert.deepEqual(outcome, { kind: "canceled", forced: false })
    assert.match(onOutput.text(), /^ready\n(Terminated\n)*tidied\n$/)
  })

  await t.test("are killed where they do not listen", async () => {
    const abort = new AbortController()
    const deaf = "trap '' TERM; echo ready; while :; do sleep 0.05; done"
    const onOutput = cancelWhen("ready", abort)
    const { outcome } = await rig.run(deaf, { signal: abort.signal, onOutput: onOutput.take, grace: 200 })
    assert.deepEqual(outcome, { kind: "canceled", forced: true })
    assert.deepEqual((await rig.run("sleep 60", { timeout: 300 })).outcome, { kind: "timed-out" })
    const early = await rig.run("echo never", { signal: AbortSignal.abort() })
    assert.deepEqual(early, { outcome: { kind: "canceled", forced: false }, output: "" })
  })

  await t.test("that cannot be started say why in one line", async () => {
    await makeSystemImage(engine, "shell-less:1", { files: ["/bin/cat"] })
    const { reference } = valueFrom(await rig.containers.resolveImage("shell-less:1", resolving))
    const shellLess = await rig.run("true", {}, { image: reference })
    assert.equal(reasonOf(shellLess.outcome), "its image has no /bin/sh")
    const gone = await rig.run("true", {}, { image: `localhost:1/none@sha256:${"0".repeat(64)}` })
    assert.match(reasonOf(gone.outcome), /^image localhost:1\/none@\S+ cannot be had: .*docker pull/)
    assert.match(gone.output, /^pulling localhost:1\/none@/)
  })

  await t.test("stop when nobody can take what they write", async () => {
    const broken = rig.run("echo x; sleep 60", { onOutput: () => Promise.reject(new Error("disk full")) })
    await assert.rejects(broken, /disk full/)
  })

  await t.test("leave no container, and those of a crash are found by their owner", async () => {
    assert.equal(await rig.listed(), "")
    const abort = new AbortController()
    const left = rig.run("sleep 60", { signal: abort.signal })
    const other = rig.run("sleep 60", { signal: abort.signal, owner: "run-5678" })
    await until("both run", async () => (await rig.listed()).split("\n").length === 2)
    await rig.containers.removeOwned(OWNER)
    assert.equal((await rig.listed()).split("\n").length, 1)
    abort.abort()
    await Promise.allSettled([left, other])
    assert.equal(await rig.listed(), "")
  })
})

test("images by name", { timeout: 300_000 }, async (t) => {
  const engine = await startDockerEngine(t)
  if (!engine) return
  const id = await makeSystemImage(engine, "tools:1", { files: ["/bin/sh", "/bin/cat"] })
  const containers = new DockerContainers({ DOCKER_HOST: engine.host }, nothing)

  await t.test("are what the tag stands for now", async () => {
    assert.deepEqual(valueFrom(await containers.resolveImage("tools:1", resolving)), { digest: id, reference: id })
    const moved = await makeSystemImage(engine, "tools:1", { files: ["/bin/sh"] })
    assert.notEqual(moved, id)
    assert.equal(valueFrom(await containers.resolveImage("tools:1", resolving)).digest, moved)
  })

  await t.test("that cannot be had are told, with what was tried", async () => {
    const lines: string[] = []
    const asked = await containers.resolveImage("localhost:1/none", { ...resolving, log: (line) => lines.push(line) })
    const { message, hint } = failureFrom(asked, "container-image-missing")
    assert.match(message, /^image localhost:1\/none cannot be had: /)
    assert.equal(hint, "look at it with: docker pull localhost:1/none")
    assert.deepEqual(lines, ["pulling localhost:1/none:latest"])
  })
})

test("an image that is pinned needs no engine to be known; all else says what to do", async () => {
  const containers = new DockerContainers({ DOCKER_HOST: "unix:///nowhere/docker.sock" }, nothing)
  const digest = `sha256:${"a".repeat(64)}`
  const pinned = valueFrom(await containers.resolveImage(`node:24@${digest}`, resolving))
  assert.deepEqual(pinned, { digest, reference: `node:24@${digest}` })
  const { message, hint } = failureFrom(await containers.resolveImage("node:24", resolving), "engine-unavailable")
  assert.match(message, /^no Docker engine answers at \/nowhere\/docker\.sock: /)
  assert.equal(hint, "start Docker, or set DOCKER_HOST to its socket")
  const far = new DockerContainers({ DOCKER_HOST: "tcp://10.0.0.1:2375" }, nothing)
  const refused = failureFrom(await far.resolveImage("node:24", resolving), "engine-unavailable")
  assert.match(refused.message, /cannot mount folders of this machine/)
  await containers.removeOwned(OWNER)
})

function reasonOf(outcome: ExecutionOutcome): string {
  return outcome.kind === "not-started" ? outcome.message : assert.fail(`it is ${outcome.kind}`)
}

/** Gathers output, and cancels once it holds the text. */
function cancelWhen(wanted: string, abort: AbortController) {
  let text = ""
  const take = (chunk: Buffer) => {
    text += chunk.toString()
    if (text.includes(wanted)) abort.abort()
  }
  return { take, text: () => text }
}
