import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync } from "node:fs"
import { dirname, join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { describe, it, type TestContext } from "node:test"
import { findByEnvironment, killProcess } from "../../src/adapters/process/process-table.ts"
import { isAlive, processesAtHomeIn } from "../support/end-processes.ts"
import { ServerRig } from "../support/server-rig.ts"
import {
  answerIn,
  HELD,
  instancesOf,
  openGate,
  type SteeredAnswer,
  steeredProject,
} from "../support/steered-service.ts"
import { until } from "../support/until.ts"

const UAT = "environments: { uat: { from: { branch: main }, target: local } }"

/** A server whose `uat` runs the first commit of `main`. */
async function deployed(t: TestContext): Promise<{ rig: ServerRig; before: SteeredAnswer }> {
  const rig = await ServerRig.start(t, steeredProject(t, UAT))
  await rig.pushed("main")
  const before = await answerIn(rig, "uat")
  assert(before)
  return { rig, before }
}

/** What `uat` says as soon as somebody answers there. */
function answered(rig: ServerRig): Promise<SteeredAnswer> {
  return until("uat answers", () => answerIn(rig, "uat"))
}

describe("services, when slipway up ends and starts again", () => {
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    it(`by ${signal}: go on as the same process`, async (t) => {
      const { rig, before } = await deployed(t)
      await rig.end(signal)
      assert.equal(isAlive(before.pid), true)
      await rig.up()
      assert.deepEqual(await answered(rig), before)
      assert.deepEqual(await instancesOf(rig.project), [before.pid])
    })
  }

  it("are brought back if they ended meanwhile", async (t) => {
    const { rig, before } = await deployed(t)
    await rig.end("SIGTERM")
    killProcess(before.pid, "SIGKILL")
    await until("the service has ended", () => !isAlive(before.pid))
    await rig.up()
    const after = await answered(rig)
    assert.equal(after.content, before.content)
    assert.deepEqual(await instancesOf(rig.project), [after.pid])
  })

  it("are brought back if they end while it runs", async (t) => {
    const { rig, before } = await deployed(t)
    killProcess(before.pid, "SIGKILL")
    await until("the service has ended", () => !isAlive(before.pid))
    const after = await answered(rig)
    assert.equal(after.content, before.content)
    assert.notEqual(after.pid, before.pid)
    const { cells } = await rig.environment("uat")
    assert.deepEqual(
      cells.map(({ state }) => state),
      ["running"],
    )
  })

  it("are not mistaken for another program that has their process id by now", async (t) => {
    const { rig, before } = await deployed(t)
    const other = spawn("sleep", ["600"], { stdio: "ignore" })
    t.after(() => other.kill("SIGKILL"))
    await once(other, "spawn")
    await rig.end("SIGTERM")
    killProcess(before.pid, "SIGKILL")
    await until("the service has ended", () => !isAlive(before.pid))
    const store = new DatabaseSync(join(rig.project.folder, ".slipway", "slipway.db"))
    const { changes } = store.prepare("update instance set pid = ? where pid = ?").run(other.pid ?? 0, before.pid)
    store.close()
    assert.equal(changes, 1)

    await rig.up()
    const after = await answered(rig)
    assert.equal(after.content, before.content)
    assert.notEqual(after.pid, other.pid)
    assert.equal(other.exitCode, null)
    assert.equal(other.signalCode, null)
    await rig.succeed("down")
    await rig.ended
    assert.equal(isAlive(other.pid ?? 0), true)
  })
})

describe("a ref that moves while nobody listens", () => {
  it("is found at the next start", async (t) => {
    const { rig, before } = await deployed(t)
    await rig.end("SIGTERM")
    const commit = rig.project.commit({ "web/content": "well: second" })
    rig.project.git("push", "--quiet", `file://${rig.gitFolder}`, "main")
    assert.equal(isAlive(before.pid), true)

    await rig.up()
    await until("the new commit is deployed", async () => {
      const { deployed: now } = await rig.environment("uat")
      return now?.version === commit.slice(0, 12) && now.verification === "succeeded"
    })
    assert.equal((await answered(rig)).content, "well: second")
  })

  it("is found where it is gone: the preview goes too", async (t) => {
    const preview = "environments: { preview: { from: { branch: feature/* }, ephemeral: {}, target: local } }"
    const project = steeredProject(t, preview)
    const rig = await ServerRig.start(t, project)
    await rig.pushed("main")
    project.git("checkout", "--quiet", "-b", "feature/hello")
    await rig.pushed("feature/hello")
    const { environment } = await rig.preview("feature/hello")
    assert.equal((await instancesOf(project)).length, 1)
    await rig.end("SIGTERM")
    project.git("--git-dir", rig.gitFolder, "update-ref", "-d", "refs/heads/feature/hello")

    await rig.up()
    await until("the preview is gone", async () => (await rig.status()).columns.length === 0)
    assert.deepEqual(await instancesOf(project), [])
    assert.equal(existsSync(join(project.folder, ".slipway", "environments", environment)), false)
  })
})

/** Kills git with all that it started on the client's side: only those have this variable. */
async function killClient({ project }: ServerRig): Promise<void> {
  const home = new Set(await processesAtHomeIn(dirname(project.home)))
  const client = (await findByEnvironment("GIT_TERMINAL_PROMPT")).filter(({ pid }) => home.has(pid))
  assert(client.length > 0)
  for (const { pid } of client) killProcess(pid, "SIGKILL")
}

describe("a push whose client is killed in the middle", () => {
  it("goes on without it", async (t) => {
    const project = steeredProject(t, `${UAT}\njobs: { held: { run: '${HELD}' } }`)
    const rig = await ServerRig.start(t, project)
    const push = rig.startPush("main")
    await push.waitFor("run 1 of", "stderr")
    await killClient(rig)
    await push.ended
    openGate(project)
    await until("uat is verified", async () => (await rig.environment("uat")).deployed?.verification === "succeeded")
    assert.equal((await answered(rig)).content, "well: first")
    const { stderr } = await rig.push("main")
    assert.match(stderr, /Everything up-to-date/)
  })
})
