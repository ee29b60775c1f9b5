import assert from "node:assert/strict"
import { test } from "node:test"
import { type DockerEngine, startDockerEngine } from "../support/docker-engine.ts"
import { outputOf, RunRig } from "../support/run-rig.ts"
import type { ProgramResult } from "../support/running-program.ts"
import { makeSystemImage, SMALL_SYSTEM } from "../support/system-image.ts"

const run = (rig: RunRig, engine: DockerEngine, ...args: readonly string[]): Promise<ProgramResult> =>
  rig.start(["run", "--format=plain", ...args], { DOCKER_HOST: engine.host }).ended

test("jobs in containers", { timeout: 300_000 }, async (t) => {
  const engine = await startDockerEngine(t)
  if (!engine) return
  const first = await makeSystemImage(engine, "tools:1", { files: SMALL_SYSTEM })

  await t.test("run in the image they name, on the checkout, and hand on what they make", async (t) => {
    const rig = RunRig.withDefinition(
      t,
      `
jobs:
  build: { run: "mkdir out; echo made by $(id -u) in $PWD > out/file", outputs: ["out/**"], container: tools:2 }
  use: { run: cat out/file, needs: [build] }
  networks: { run: ls /sys/class/net, container: { image: tools:2, network: true } }
  hungry: { run: "x=a; while :; do x=$x$x; done", container: { image: tools:2, memory: 32MiB } }
`,
    )
    await makeSystemImage(engine, "tools:2", { files: [...SMALL_SYSTEM, "/bin/mkdir"] })
    const { stdout, stderr, status } = await run(rig, engine)
    assert.deepEqual(outputOf("use", stdout), ["made by 1000 in /workspace"], stderr)
    assert.deepEqual(outputOf("networks", stdout), ["eth0", "lo"])
    assert.match(stdout, /hungry.*errored.*ran out of memory: it may use 32MiB/)
    assert.equal(status, 3)
    assert.deepEqual(rig.leftovers(), [])
    assert.equal(await engine.docker("ps", "--all", "--quiet"), "")
  })

  await t.test("run again when their image is another one, and only then", async (t) => {
    const rig = RunRig.withDefinition(t, "jobs: { unit: { run: echo tested, container: tools:1 } }\n")
    const ran = async () => (await run(rig, engine)).stdout.includes("unit | tested")
    assert.deepEqual([await ran(), await ran()], [true, false])
    const moved = await makeSystemImage(engine, "tools:1", { files: [...SMALL_SYSTEM, "/bin/true"] })
    assert.notEqual(moved, first)
    assert.deepEqual([await ran(), await ran()], [true, false])
  })

  await t.test("that a killed run left are removed by the next one", async (t) => {
    const rig = RunRig.withDefinition(t, "jobs: { unit: { run: echo begun; sleep 60, container: tools:1 } }\n")
    const killed = rig.start(["run", "--format=plain"], { DOCKER_HOST: engine.host })
    await killed.waitFor("unit | begun")
    killed.process.kill("SIGKILL")
    await killed.ended
    assert.notEqual(await engine.docker("ps", "--quiet"), "")
    rig.commit({
      "slipway.yaml": "version: 1\nproject: demo\njobs: { unit: { run: echo again, container: tools:1 } }\n",
    })
    assert.equal((await run(rig, engine)).status, 0)
    assert.equal(await engine.docker("ps", "--all", "--quiet"), "")
  })
})

test("without an engine a run with containers says so in one line, and what to do", async (t) => {
  const rig = RunRig.withDefinition(t, "jobs: { unit: { run: npm test, container: node:24 } }\n")
  const { status, stderr } = await rig.start(["run"], { DOCKER_HOST: "unix:///nowhere/docker.sock" }).ended
  assert.equal(status, 3)
  assert.match(stderr, /no Docker engine answers at \/nowhere\/docker\.sock: .*\n.*start Docker, or set DOCKER_HOST/)
})
