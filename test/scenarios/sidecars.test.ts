import assert from "node:assert/strict"
import { join } from "node:path"
import { test } from "node:test"
import { requireComponent } from "../support/component.ts"
import { startDockerEngine } from "../support/docker-engine.ts"
import { postgresBinaries } from "../support/postgres.ts"
import { makePostgresImage } from "../support/postgres-image.ts"
import { outputOf, RunRig } from "../support/run-rig.ts"
import { makeSystemImage, SMALL_SYSTEM } from "../support/system-image.ts"

/** A server that does nothing but listen. */
const LISTEN = `require("node:net").createServer().listen(Number(process.env.AT), () => console.log("listening"))`

test("services beside jobs", { timeout: 300_000 }, async (t) => {
  const binaries = postgresBinaries()
  if (!requireComponent(t, "PostgreSQL", binaries) || !binaries) return
  const engine = await startDockerEngine(t)
  if (!engine) return
  await makePostgresImage(engine, binaries)
  const psql = join(binaries, "psql")
  await makeSystemImage(engine, "client:1", { files: [...SMALL_SYSTEM, psql] })
  await makeSystemImage(engine, "listener:1", {
    files: [...SMALL_SYSTEM, process.execPath],
    texts: { "/listen.cjs": LISTEN },
    changes: [`ENTRYPOINT ["${process.execPath}", "/listen.cjs"]`],
  })
  const run = (rig: RunRig) => rig.start(["run", "--format=plain"], { DOCKER_HOST: engine.host }).ended
  const asked = `${psql} -At -c 'select 40 + 2'`
  const left = async () => [
    await engine.docker("ps", "--all", "--quiet"),
    await engine.docker("network", "ls", "--quiet", "--filter=label=dev.slipway.owner"),
  ]

  await t.test("answer jobs on this machine and jobs in containers, at their URL, host and port", async (t) => {
    const rig = RunRig.withDefinition(
      t,
      `
jobs:
  here: { run: "${asked} $DATABASE_URL; echo $DATABASE_HOST", services: { database: postgres } }
  inside:
    run: "${asked} $DATABASE_URL; echo $DATABASE_HOST:$DATABASE_PORT; ls /sys/class/net"
    container: client:1
    services:
      database: { image: postgres, env: { POSTGRES_PASSWORD: "p/w" }, health: "${join(binaries, "pg_isready")} -h 127.0.0.1" }
`,
    )
    const { status, stdout, stderr } = await run(rig)
    assert.equal(status, 0, stdout + stderr)
    assert.deepEqual(outputOf("here", stdout), ["42", "127.0.0.1"])
    assert.deepEqual(outputOf("inside", stdout), ["42", "database:5432", "eth0", "lo"])
    assert.deepEqual(await left(), ["", ""])
  })

  await t.test("that do not get ready make the job errored, with what they wrote last", async (t) => {
    const rig = RunRig.withDefinition(
      t,
      `
jobs:
  sick: { run: echo never, timeout: 2s, services: { api: { image: "listener:1", port: 81, env: { AT: "80" } } } }
  gone: { run: echo never, services: { api: { image: "listener:1", port: 80, env: { AT: "-1" } } } }
  mute: { run: echo never, services: { api: "listener:1" } }
`,
    )
    const { status, stdout } = await run(rig)
    assert.equal(status, 3)
    assert.match(stdout, /sick.*errored.*service api is not healthy after 2 s/)
    assert.ok(outputOf("sick", stdout).includes("api: listening"))
    assert.match(stdout, /gone.*errored.*service api has ended/)
    assert.match(outputOf("gone", stdout).join("\n"), /^api: .*ERR_SOCKET_BAD_PORT/m)
    assert.match(stdout, /mute.*errored.*image listener:1 does not say which port it listens on/)
    assert.doesNotMatch(stdout, /never/)
    assert.deepEqual(await left(), ["", ""])
  })

  await t.test("end with a run that is canceled, and those that a killed run left go with the next", async (t) => {
    const definition = (run: string) =>
      `jobs: { unit: { run: ${run}, services: { api: { image: "listener:1", port: 80, env: { AT: "80" } } } } }\n`
    const rig = RunRig.withDefinition(t, definition("echo begun; sleep 60"))
    const start = () => rig.start(["run", "--format=plain"], { DOCKER_HOST: engine.host })
    const canceled = start()
    await canceled.waitFor("unit | begun")
    canceled.process.kill("SIGINT")
    assert.equal((await canceled.ended).status, 130)
    assert.deepEqual(await left(), ["", ""])

    const killed = start()
    await killed.waitFor("unit | begun")
    killed.process.kill("SIGKILL")
    await killed.ended
    assert.notDeepEqual(await left(), ["", ""])
    rig.commit({ "slipway.yaml": `version: 1\nproject: demo\n${definition("echo again")}` })
    assert.equal((await run(rig)).status, 0)
    assert.deepEqual(await left(), ["", ""])
  })
})
