import assert from "node:assert/strict"
import { chmodSync, readdirSync, statSync } from "node:fs"
import { join } from "node:path"
import { describe, it } from "node:test"
import { killProcess } from "../../src/adapters/process/process-table.ts"
import { isAlive, processesAtHomeIn } from "../support/end-processes.ts"
import type { RunRig } from "../support/run-rig.ts"
import { filesWith, setSecret, tellingProject, told } from "../support/secret-telling.ts"
import { ServerRig } from "../support/server-rig.ts"
import { instancesOf } from "../support/steered-service.ts"
import { until } from "../support/until.ts"

const UAT = "environments: { uat: { from: { branch: main }, target: local, secrets: [TOKEN] } }"
const FIRST = "first-value-5f0c2a"
const SECOND = "second-value-9b71de"

/** All places where a value could have been written to by the server. */
function filesThatHold(project: RunRig, ...values: readonly string[]): readonly string[] {
  const forms = values.flatMap((value) => [value, Buffer.from(value).toString("base64").slice(0, -4)])
  return filesWith(join(project.folder, ".slipway"), forms)
}

function secretFiles({ home }: RunRig): readonly string[] {
  const root = join(home, ".config", "slipway", "secrets")
  const [server = ""] = readdirSync(root)
  return readdirSync(join(root, server)).map((name) => join(root, server, name))
}

async function set(rig: ServerRig, value: string): Promise<void> {
  const { status, stderr } = await setSecret(rig, { environment: "uat", name: "TOKEN", value })
  assert.equal(status, 0, stderr)
}

describe("secrets of an environment", () => {
  it("must be set before anything is started, and are written nowhere but where only the owner reads", async (t) => {
    const project = tellingProject(t, UAT)
    const rig = await ServerRig.start(t, project)
    const pushed = await rig.pushed("main")
    assert.match(pushed, /the secret TOKEN is not set for 'uat'.*slipway secret set uat TOKEN/)
    assert.deepEqual(await instancesOf(project), [])

    assert.match(await rig.succeed("promote", "main", "uat", "--plan"), /TOKEN: not set/)
    await set(rig, FIRST)
    assert.match(await rig.succeed("secret", "list", "uat"), /^TOKEN +set$/m)
    await rig.succeed("promote", "main", "uat")
    const { token, pid } = await told(rig, "uat")
    assert.equal(token, FIRST)

    await rig.end("SIGKILL")
    killProcess(pid, "SIGKILL")
    await until("the service has ended", () => !isAlive(pid))
    await rig.up()
    const after = await until("it is brought back", () => told(rig, "uat").catch(() => undefined))
    assert.deepEqual([after.token, after.pid === pid], [FIRST, false])

    assert.deepEqual(filesThatHold(project, FIRST), [])
    for (const path of secretFiles(project)) assert.equal(statSync(path).mode & 0o777, 0o600, path)
    const { body } = await rig.api("GET", "/environments/uat/secrets")
    assert(!JSON.stringify(body).includes(FIRST))
    assert.match(await rig.succeed("audit"), /set-secret.*TOKEN of uat/)
  })

  it("change what runs when their values do, and a rollback has those of today", async (t) => {
    const project = tellingProject(t, UAT)
    const rig = await ServerRig.start(t, project)
    await rig.pushed("main")
    await set(rig, FIRST)
    await rig.succeed("promote", "main", "uat")
    const first = await told(rig, "uat")
    await rig.succeed("promote", "main", "uat")
    assert.deepEqual(await told(rig, "uat"), first, "the same value restarts nothing")

    project.commit({ "web/content": "second" })
    await rig.pushed("main")
    assert.deepEqual([(await told(rig, "uat")).content, (await told(rig, "uat")).token], ["second", FIRST])
    await set(rig, SECOND)
    assert.equal((await told(rig, "uat")).token, FIRST, "what runs goes on with what it got")
    assert.match(await rig.succeed("promote", "main", "uat", "--plan"), /TOKEN: another value/)
    await rig.succeed("promote", "main", "uat")
    assert.equal((await told(rig, "uat")).token, SECOND)

    await rig.succeed("rollback", "uat")
    const back = await told(rig, "uat")
    assert.deepEqual([back.content, back.token], ["first", SECOND])
    assert.deepEqual(filesThatHold(project, FIRST, SECOND), [])
  })

  it("are masked in what services print, before it is written anywhere", async (t) => {
    const project = tellingProject(t, UAT, "chatty")
    project.variables.SLIPWAY_SECRET__UAT__TOKEN = FIRST
    const rig = await ServerRig.start(t, project)
    await rig.pushed("main")
    assert.equal((await told(rig, "uat")).token, FIRST)
    const lines = await until("it was written", async () => {
      const said = await rig.succeed("logs", "uat", "web")
      return said.includes("in base64") ? said : undefined
    })
    assert.match(lines, /^it is \*\*\*$/m)
    assert.match(lines, /^in base64 .*\*\*\*/m)
    assert.deepEqual(filesThatHold(project, FIRST), [])
    await rig.end("SIGKILL")
    await rig.up()
    assert.equal((await until("it serves on", () => told(rig, "uat").catch(() => undefined))).token, FIRST)
    await rig.succeed("env", "destroy", "uat", "--force")
    await until("nothing is left", async () => (await processesAtHomeIn(join(project.folder, ".slipway"))).length === 0)
  })

  it("come from the server's own environment where none was set", async (t) => {
    const project = tellingProject(t, UAT)
    project.variables.SLIPWAY_SECRET__UAT__TOKEN = FIRST
    const rig = await ServerRig.start(t, project)
    await rig.pushed("main")
    assert.match(await rig.succeed("secret", "list", "uat"), /^TOKEN +from the server's environment$/m)
    assert.equal((await told(rig, "uat")).token, FIRST)
    await set(rig, SECOND)
    await rig.succeed("promote", "main", "uat")
    assert.equal((await told(rig, "uat")).token, SECOND)
    await rig.succeed("secret", "remove", "uat", "TOKEN")
    await rig.succeed("promote", "main", "uat")
    assert.equal((await told(rig, "uat")).token, FIRST)
  })

  it("are set by whom the rules let, if they can be kept, and only where slipway.yaml names them", async (t) => {
    const people = `
people:
  olivia: { emails: [], roles: [] }
  sam: { emails: [], roles: [operator] }
  tom: { emails: [], roles: [] }
rights: { secrets: operator }
`
    const project = tellingProject(t, `${people}${UAT}`)
    const rig = await ServerRig.start(t, project)
    await rig.pushed("main")
    const of = async (person: string) => ({ environment: "uat", name: "TOKEN", token: await rig.tokenOf(person) })
    const refused = await setSecret(rig, { ...(await of("tom")), value: FIRST })
    assert.equal(refused.status, 1)
    assert.match(refused.stderr, /tom does not have the role operator/)
    assert.equal((await setSecret(rig, { ...(await of("sam")), value: FIRST })).status, 0)

    const weak = await setSecret(rig, { environment: "uat", name: "TOKEN", value: "aaaaaa" })
    assert.deepEqual([weak.status, /one character over and over/.test(weak.stderr)], [2, true], weak.stderr)
    const unnamed = await setSecret(rig, { environment: "uat", name: "OTHER", value: FIRST })
    assert.deepEqual([unnamed.status, /'uat' has no secret OTHER/.test(unnamed.stderr)], [2, true], unnamed.stderr)

    const file = secretFiles(project).find((path) => path.endsWith("uat.json")) ?? ""
    chmodSync(file, 0o640)
    const readable = await rig.slipway("secret", "list", "uat")
    assert.deepEqual([readable.status, /others can read .*uat\.json/.test(readable.stderr)], [3, true], readable.stderr)
  })
})
