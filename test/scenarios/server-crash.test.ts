import assert from "node:assert/strict"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, it } from "node:test"
import { isAlive } from "../support/end-processes.ts"
import type { RunRig } from "../support/run-rig.ts"
import { ServerRig } from "../support/server-rig.ts"
import { answerIn, HELD, instancesOf, openGate, steeredProject } from "../support/steered-service.ts"
import { until } from "../support/until.ts"

const UAT = "environments: { uat: { from: { branch: main }, target: local } }"

/** Process ids of the held commands that began so far. */
function heldPids({ home }: RunRig): readonly number[] {
  const file = join(home, "pids")
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean).map(Number) : []
}

/** Waits until a number of held commands have begun. */
function untilHeld(project: RunRig, count: number): Promise<boolean> {
  return until(`${count} held commands have begun`, () => heldPids(project).length >= count)
}

describe("kill -9 of slipway up", () => {
  it("during a run: the next start ends what it left and runs it again, once", async (t) => {
    const project = steeredProject(t, `${UAT}\njobs: { held: { run: '${HELD}' } }`)
    const rig = await ServerRig.start(t, project)
    const push = rig.startPush("main")
    await untilHeld(project, 1)
    await rig.end("SIGKILL")
    assert.notEqual((await push.ended).status, 0)

    await rig.up()
    await untilHeld(project, 2)
    const [first = 0, second = 0] = heldPids(project)
    assert.equal(isAlive(first), false, "the first attempt's job still runs")
    assert.equal(isAlive(second), true)
    assert.equal((await rig.environment("uat")).deployed, null)
    openGate(project)
    await until("uat is verified", async () => (await rig.environment("uat")).deployed?.verification === "succeeded")
    assert.equal((await answerIn(rig, "uat"))?.content, "well: first")
    const { body } = await rig.api("GET", "/runs")
    const runs = body as readonly { status: string; attempt: number; purpose: string }[]
    assert.deepEqual(
      runs.map(({ status, attempt, purpose }) => [purpose, status, attempt]),
      [["build", "succeeded", 2]],
    )
    assert.equal(heldPids(project).length, 2)
    assert.equal((await instancesOf(project)).length, 1)
    assert.deepEqual(project.leftovers(), [])
  })

  it("during a deployment: the old release serves on, and the next start deploys the new one, once", async (t) => {
    const project = steeredProject(t, UAT)
    const rig = await ServerRig.start(t, project)
    await rig.pushed("main")
    const before = await answerIn(rig, "uat")
    assert(before)
    project.commit({ "web/content": "held: second" })
    const push = rig.startPush("main")
    await until("the new release has been started", async () => (await instancesOf(project)).length === 2)
    await rig.end("SIGKILL")
    await push.ended
    assert.equal(isAlive(before.pid), true)

    await rig.up()
    const meanwhile = await until("the old release serves again", () => answerIn(rig, "uat"))
    assert.deepEqual(meanwhile, before)
    assert.equal((await rig.environment("uat")).deployed?.version, project.git("rev-parse", "main~1").slice(0, 12))
    openGate(project)
    const after = await until("the new release serves", async () => {
      const answer = await answerIn(rig, "uat")
      return answer?.content === "held: second" ? answer : undefined
    })
    await until("the old release has ended", () => !isAlive(before.pid))
    assert.deepEqual(await instancesOf(project), [after.pid])
    await until("nothing is under way", async () => (await rig.environment("uat")).promotions.length === 0)
    const { deployed } = await rig.environment("uat")
    assert.equal(deployed?.version, project.git("rev-parse", "main").slice(0, 12))
    assert.equal(deployed?.verification, "succeeded")
  })

  it("during a verification: the release serves on, and the next start verifies it", async (t) => {
    const verified = "environments: { uat: { from: { branch: main }, target: local, verify: [smoke] } }"
    const ask = `node -e "fetch(process.env.WEB_URL).then((answer) => process.exit(answer.ok ? 0 : 1))"`
    const tests = `tests:\n  smoke:\n    directory: web\n    run: |\n      ${HELD}\n      ${ask}`
    const project = steeredProject(t, `${verified}\n${tests}`)
    const rig = await ServerRig.start(t, project)
    const push = rig.startPush("main")
    await untilHeld(project, 1)
    const before = await answerIn(rig, "uat")
    assert(before)
    await rig.end("SIGKILL")
    await push.ended

    await rig.up()
    await untilHeld(project, 2)
    assert.equal((await rig.environment("uat")).deployed?.verification, "running")
    assert.deepEqual(await until("the release serves again", () => answerIn(rig, "uat")), before)
    openGate(project)
    const verification = await until("the verification has ended", async () => {
      const { deployed, promotions } = await rig.environment("uat")
      return promotions.length === 0 ? deployed?.verification : undefined
    })
    assert.equal(verification, "succeeded")
    assert.deepEqual(await instancesOf(project), [before.pid])
  })
})
