import assert from "node:assert/strict"
import { once } from "node:events"
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { type AddressInfo, createServer } from "node:net"
import { join } from "node:path"
import { describe, it, type TestContext } from "node:test"
import { requireComponent } from "../support/component.ts"
import { processesAtHomeIn } from "../support/end-processes.ts"
import { type RunRig, SLIPWAY } from "../support/run-rig.ts"
import { type ProgramResult, startProgram } from "../support/running-program.ts"
import { request, ServerRig } from "../support/server-rig.ts"
import { tinyProject } from "../support/tiny-project.ts"

const SETPRIV = "/usr/bin/setpriv"
const UAT = "environments: { uat: { from: { branch: main }, target: local } }"

async function takenPort(t: TestContext): Promise<number> {
  const other = createServer()
  t.after(() => other.close())
  await once(other.listen(0, "127.0.0.1"), "listening")
  return (other.address() as AddressInfo).port
}

/** It ended by itself, with one line that says why and perhaps one that says what to do, and left nothing running. */
async function assertRefused(project: RunRig, { status, stdout, stderr }: ProgramResult, why: RegExp): Promise<void> {
  assert.equal(status, 3, stdout + stderr)
  assert.equal(stdout, "")
  const [line = "", ...hints] = stderr.trimEnd().split("\n")
  assert.match(line, /^slipway: /)
  assert.match(line, why)
  assert(hints.length <= 1, stderr)
  assert.deepEqual(await processesAtHomeIn(project.home), [])
}

describe("slipway up, where it cannot start", () => {
  const ports: readonly (readonly [what: string, option: string])[] = [
    ["its own port is in use", "--port"],
    ["the port of the services' addresses is in use", "--router-port"],
  ]
  for (const [what, option] of ports) {
    it(what, async (t) => {
      const project = tinyProject(t, UAT)
      const rig = await ServerRig.prepare(t, project)
      const port = await takenPort(t)
      const refused = await rig.startUp(`${option}=${port}`).ended
      await assertRefused(project, refused, new RegExp(`port ${port} .*(in use|used)`))
      assert.match(refused.stderr, new RegExp(`slipway up ${option} <`))
      await rig.up()
    })
  }

  it("a server runs on the same data: the second one ends, the first goes on", async (t) => {
    const rig = await ServerRig.start(t, tinyProject(t, UAT))
    const { status, stdout, stderr } = await rig.startUp().ended
    assert.equal(status, 3, stderr)
    assert.equal(stdout, "")
    assert.match(stderr, /^slipway: '.*slipway\.db' is in use by process \d+\n/)
    await rig.succeed("status")
  })

  const damages: readonly (readonly [what: string, why: RegExp, damage: (data: string) => void])[] = [
    ["a file is where its data belongs", /\.slipway/, (data) => writeFileSync(data, "")],
    ["its store is no database", /slipway\.db' cannot be opened/, (data) => broken(data, "slipway.db")],
    ["a file is where its repositories belong", /git\/demo/, (data) => broken(data, "git")],
    ["a file is where its keys belong", /keys/, (data) => broken(data, "keys")],
    ["a file is where its known signers belong", /signers/, (data) => broken(data, "signers")],
  ]
  for (const [what, why, damage] of damages) {
    it(what, async (t) => {
      const project = tinyProject(t, UAT)
      const rig = await ServerRig.prepare(t, project)
      damage(join(project.folder, ".slipway"))
      await assertRefused(project, await rig.startUp().ended, why)
    })
  }

  it("others can read its key", async (t) => {
    const project = tinyProject(t, UAT)
    const rig = await ServerRig.start(t, project)
    await rig.end("SIGTERM")
    const key = join(project.folder, ".slipway", "keys", "server.key")
    chmodSync(key, 0o644)
    const refused = await rig.startUp().ended
    await assertRefused(project, refused, /others can read the key/)
    assert.match(refused.stderr, /chmod 600/)
    chmodSync(key, 0o600)
    await rig.up()
  })

  it("its data may not be written", async (t) => {
    const needsSetpriv = process.getuid?.() === 0
    if (needsSetpriv && !requireComponent(t, "setpriv, to obey file modes as root", existsSync(SETPRIV))) return
    const project = tinyProject(t, UAT)
    const data = join(project.folder, ".slipway")
    mkdirSync(data)
    chmodSync(data, 0o500)
    const prefix = needsSetpriv ? [SETPRIV, "--bounding-set=-dac_override,-dac_read_search"] : []
    const [program = SLIPWAY, ...args] = [...prefix, SLIPWAY, "up", "--port=0", "--router-port=0"]
    const refused = await startProgram([program, ...args], { cwd: project.folder, env: project.env }).ended
    await assertRefused(project, refused, /EACCES.*\.slipway/)
    assert.deepEqual(readdirSync(data), [])
  })
})

describe("slipway down", () => {
  it("stops the server and every service; the next start brings the services back", async (t) => {
    const project = tinyProject(t, UAT)
    const rig = await ServerRig.start(t, project)
    await rig.pushed("main")
    const column = await rig.environment("uat")
    assert.equal(await (await request(column, "web")).text(), "first")
    await rig.succeed("down")
    await rig.ended
    assert.deepEqual(await processesAtHomeIn(project.home), [])
    assert.deepEqual(await processesAtHomeIn(project.folder), [])
    await assert.rejects(request(column, "web"))

    await rig.up()
    await rig.serves("uat", "first")
  })

  it("says so where no server runs", async (t) => {
    const project = tinyProject(t, UAT)
    const { status, stderr } = await project.slipway("down")
    assert.equal(status, 3)
    assert.match(stderr, /^slipway: .*\n.*slipway up/)
  })
})

function broken(data: string, name: string): void {
  mkdirSync(data, { recursive: true })
  writeFileSync(join(data, name), "no such thing")
}
