import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { PromotionPlan } from "../../src/app/server/plan-promotion.ts"
import { RunRig } from "../support/run-rig.ts"
import { ServerRig } from "../support/server-rig.ts"
import { tinyFiles, tinyProject } from "../support/tiny-project.ts"

const chain = `
gates:
  yearly: { freeze: [{ from: 2020-01-01, to: 2120-01-01, reason: for good }] }
environments:
  uat: { from: { branch: main }, target: local }
  production: { from: { environment: uat, when: manual }, target: local, variables: { LEVEL: info } }
  archive: { from: { environment: uat }, target: local, gates: [yearly] }
`

const withDatabase = `version: 1
project: demo
services:
  web: { directory: web, image: { builder: node }, run: { port: 3000, health: / }, needs: [data] }
resources: { data: { kind: postgres, migrate: node migrate.js } }
targets:
  plain: { kind: process }
  shared: { kind: process, resources: { data: { secret: SHARED_POSTGRES } } }
environments:
  uat: { from: { branch: main }, target: plain, variables: { DATABASE_URL: "postgres://elsewhere" } }
  production: { from: { environment: uat, when: manual }, target: shared, on-failure: rollback }
`

async function planned(rig: ServerRig, ...args: readonly string[]): Promise<PromotionPlan> {
  return JSON.parse(await rig.succeed("promote", ...args, "--plan", "--format", "json")) as PromotionPlan
}

describe("slipway promote --plan", { concurrency: 2 }, () => {
  it("shows what would change and how it is undone, and that is what happens", async (t) => {
    const rig = await ServerRig.start(t, tinyProject(t, chain))
    await rig.pushed("main")
    const first = await rig.succeed("promote", "uat", "production", "--plan")
    assert.match(first, /^nobody has asked for it/m)
    assert.match(
      first,
      /✓ requested +asked for by olivia/,
      "its gates are those that it would have if it were asked for",
    )
    assert.match(first, /^services, in the order of starting\n {2}web {2}\w{12}, new$/m)
    assert.match(first, /^variables\n {2}LEVEL: "info", new$/m)
    assert.match(first, /^migrations\n {2}none run$/m)
    assert.match(first, /^deployment\n {2}rolling on local \(process\)\n {2}no tests run against it$/m)
    assert.match(first, /^to undo it\n {2}nothing was verified there before/m)
    assert.match(first, /^nothing was asked for: slipway promote \w{12} production$/m)
    assert.equal((await rig.environment("production")).deployed, null)
    assert.match(
      await rig.succeed("promote", "uat", "archive", "--plan"),
      /… yearly/,
      "a plan does not need open gates",
    )

    await rig.succeed("promote", "uat", "production")
    const before = (await rig.environment("production")).deployed?.release
    rig.project.commit({ "web/content": "second" })
    await rig.pushed("main")
    const plan = await planned(rig, "uat", "production")
    const [web] = plan.change.services
    assert.deepEqual([plan.change.services.length, web?.change, plan.change.variables], [1, "image", []])
    assert.equal(plan.undo?.release, before)
    assert.equal(plan.explanation.waysIn[0]?.open, true)
    assert.equal((await rig.environment("production")).deployed?.release, before, "nothing was done")
    const audit = await rig.succeed("audit", "--action", "promote")

    await rig.succeed("promote", "uat", "production")
    assert.equal((await rig.environment("production")).deployed?.release, plan.explanation.release)
    await rig.succeed("rollback", "production", "--reason", "worse")
    assert.equal((await rig.environment("production")).deployed?.release, plan.undo?.release)
    assert.equal(audit.trimEnd().split("\n").length, 2, "a plan is no promotion")
  })

  it("names resources, secrets without their values, and migrations", async (t) => {
    const rig = await ServerRig.start(t, RunRig.withFiles(t, { ...tinyFiles(""), "slipway.yaml": withDatabase }))
    await rig.pushed("main")
    const text = await rig.succeed("promote", "uat", "production", "--plan")
    assert.match(text, /^secrets\n {2}DATA_URL\n {2}DATABASE_URL$/m)
    assert.match(text, /^resources\n {2}data \(postgres\), is made$/m)
    assert.match(text, /^migrations\n {2}data: node migrate.js$/m)
    assert.match(text, /if that fails, it falls back by itself/)
    const { status, stderr } = await rig.slipway("promote", "nothing", "production", "--plan")
    assert.equal(status, 2)
    assert.match(stderr, /there is no release 'nothing'/)
  })
})
