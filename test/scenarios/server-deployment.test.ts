import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { ServerRig } from "../support/server-rig.ts"
import { answerIn, instancesOf, steeredProject } from "../support/steered-service.ts"
import { until } from "../support/until.ts"

const UAT = "environments: { uat: { from: { branch: main }, target: local } }"
/** As short as a service that is well can still start in. */
const PATIENCE = "--health-timeout=3s"

interface Case {
  readonly what: string
  readonly content: string
  readonly why: RegExp
  /** What its log ends with. */
  readonly log: RegExp
}

const cases: readonly Case[] = [
  {
    what: "that ends at once",
    content: "crashing: second",
    why: /web exited with code 7 before it was healthy/,
    log: /\| there is no configuration/,
  },
  {
    what: "that never gets healthy",
    content: "sick: second",
    why: /web was not healthy within 3\.0 s: http:\/\/127\.0\.0\.1:\d+\/ said: status 500/,
    log: /\| this is sick: second/,
  },
  {
    what: "whose health check hangs",
    content: "mute: second",
    why: /web was not healthy within 3\.0 s: http:\/\/127\.0\.0\.1:\d+\/ said: no answer within 2 s/,
    log: /\| this is mute: second/,
  },
]

describe("a release with a service", () => {
  for (const { what, content, why, log } of cases) {
    it(`${what} is not deployed, says why, and leaves the old one serving`, async (t) => {
      const project = steeredProject(t, UAT)
      const rig = await ServerRig.start(t, project, PATIENCE)
      await rig.pushed("main")
      const before = await answerIn(rig, "uat")
      assert(before)
      const good = (await rig.environment("uat")).deployed
      project.commit({ "web/content": content })
      const told = await rig.pushed("main")
      assert.match(told, /deployment 2 failed/)
      assert.match(told, why)
      assert.match(told, log)
      assert.match(told, /what ran in uat before goes on serving/)

      const column = await rig.environment("uat")
      assert.deepEqual(column.deployed, good)
      assert.deepEqual(column.promotions, [])
      assert.deepEqual(await answerIn(rig, "uat"), before)
      assert.deepEqual(await instancesOf(project), [before.pid])

      project.commit({ "web/content": "well: third" })
      await rig.pushed("main")
      assert.equal((await answerIn(rig, "uat"))?.content, "well: third")
    })
  }

  it("that never gets healthy leaves nothing where nothing ran before", async (t) => {
    const project = steeredProject(t, UAT, "crashing: first")
    const rig = await ServerRig.start(t, project, PATIENCE)
    const told = await rig.pushed("main")
    assert.match(told, /nothing runs in uat/)
    assert.equal((await rig.environment("uat")).deployed, null)
    assert.deepEqual(await instancesOf(project), [])
    assert.equal(await answerIn(rig, "uat").catch(() => undefined), undefined)
  })

  it("that listens nowhere is not deployed", async (t) => {
    const project = steeredProject(t, UAT)
    const rig = await ServerRig.start(t, project, PATIENCE)
    await rig.pushed("main")
    const before = await answerIn(rig, "uat")
    const deaf = "setInterval(() => {}, 1000)\nconsole.log('listening nowhere')"
    project.commit({ "web/server.js": deaf })
    const told = await rig.pushed("main")
    assert.match(told, /said: nothing listens/)
    assert.match(told, /\| listening nowhere/)
    assert.deepEqual(await answerIn(rig, "uat"), before)
  })
})

describe("a service that ends again and again", () => {
  it("is tried again with pauses, and does not keep a better release from being deployed", async (t) => {
    const once = `
      const { existsSync, writeFileSync } = require("node:fs")
      const { createServer } = require("node:http")
      const mark = process.env.STATE_DIRECTORY + "/started"
      if (existsSync(mark)) throw new Error("started before")
      writeFileSync(mark, "")
      const answer = JSON.stringify({ content: "once", pid: process.pid })
      createServer((_, response) => response.end(answer)).listen(Number(process.env.PORT), process.env.HOST)
    `
    const project = steeredProject(t, UAT)
    const good = project.git("show", "HEAD:web/server.js")
    project.commit({ "web/server.js": once })
    const rig = await ServerRig.start(t, project, PATIENCE)
    await rig.pushed("main")
    const before = await answerIn(rig, "uat")
    assert(before)
    process.kill(before.pid, "SIGKILL")
    await until("it is seen to be down", async () => {
      const { cells } = await rig.environment("uat")
      return cells.every(({ state }) => state === "down")
    })
    const log = await until("it was tried again", async () => {
      const { stdout } = await rig.slipway("logs", "uat", "web")
      return stdout.includes("started before") ? stdout : undefined
    })
    assert.match(log, /Error: started before/)
    project.commit({ "web/server.js": good })
    await rig.pushed("main")
    assert.equal((await answerIn(rig, "uat"))?.content, "well: first")
  })
})
