import assert from "node:assert/strict"
import { rmSync } from "node:fs"
import { join } from "node:path"
import { describe, it } from "node:test"
import type { PromotionExplanation } from "../../src/app/server/explain-promotion.ts"
import { ServerRig } from "../support/server-rig.ts"
import { tinyProject } from "../support/tiny-project.ts"

const definition = `
people:
  alice: { emails: [alice@example.com], roles: [manager] }
gates:
  board: { approval: { role: manager } }
  yearly: { freeze: [{ from: 2020-01-01, to: 2120-01-01, reason: for good }] }
environments:
  uat: { from: { branch: main }, target: local }
  production:
    from:
      - { environment: uat, when: manual, gates: [board] }
      - { branch: "hotfix/*", gates: [yearly] }
    target: local
`

describe("slipway why", { concurrency: 2 }, () => {
  it("shows each way in with every gate, what says so and who can act, before anybody asks", async (t) => {
    const rig = await ServerRig.start(t, tinyProject(t, definition))
    await rig.pushed("main")
    const { status, stdout } = await rig.slipway("why", "uat", "production")
    assert.equal(status, 1)
    assert.match(stdout, /^release \w{12} \(commit \w{12}\) to production$/m)
    assert.match(stdout, /^nobody has asked for it: slipway promote \w{12} production$/m)
    assert.match(stdout, /^way in: verified in uat, then slipway promote$/m)
    assert.match(stdout, /✓ checks +.*\n {6}\w{12} by server, \d{4}-\d\d-\d\d \d\d:\d\d UTC/)
    assert.match(stdout, /✓ upstream +verified in uat\n {6}\w{12} by server, /)
    assert.match(stdout, /… requested +a person has to ask for it: slipway promote/)
    assert.match(stdout, /… board +needs the approval of 1 with role manager \(alice\)/)
    assert.match(
      stdout,
      /^way in: a push to hotfix\/\*: not for this release\n {2}it takes what hotfix\/\* builds, and this was built from main$/m,
    )
    assert.deepEqual((await rig.environment("production")).promotions, [])

    rig.project.git("checkout", "--quiet", "-b", "hotfix/one")
    rig.project.commit({ "web/content": "hot" })
    await rig.pushed("hotfix/one")
    const hot = await rig.slipway("why", "hotfix/one", "production")
    assert.equal(hot.status, 1)
    assert.match(hot.stdout, /way in: a push to hotfix\/\*\n/)
    assert.match(hot.stdout, /… yearly +frozen until Tue 2120-01-02 00:00 UTC: for good/)
    assert.match(hot.stdout, /open at the earliest 2120-01-02 00:00 UTC/)
    assert.match(hot.stdout, /… upstream +it is not verified in uat yet/)

    await rig.slipway("promote", "uat", "production")
    assert.match((await rig.slipway("why", "uat", "production")).stdout, /✓ requested +asked for by olivia/)
    await rig.succeedAs("alice", "approve", "uat", "production")
    const open = await rig.slipway("why", "production", "production")
    assert.equal(open.status, 0, open.stdout)
    assert.match(open.stdout, /^it is what serves there now$/m)
    assert.match(open.stdout, /✓ board +approved by alice\n {6}\w{12} by server/)
  })

  it("does not take evidence that is gone for a no, and ends with a status of its own", async (t) => {
    const rig = await ServerRig.start(t, tinyProject(t, definition))
    await rig.pushed("main")
    const before = JSON.parse((await rig.slipway("why", "uat", "production", "--format", "json")).stdout)
    const { waysIn, now } = before as PromotionExplanation
    const [statement] = waysIn[0]?.gates.find(({ gate }) => gate === "upstream")?.evidence ?? []
    assert(statement && statement.at <= now)
    const hex = statement.statement.slice("sha256:".length)
    rmSync(join(rig.project.folder, ".slipway", "images", "blobs", "sha256", hex))
    const { status, stdout } = await rig.slipway("why", "uat", "production")
    assert.equal(status, 3)
    assert.match(stdout, /! upstream +verification in uat: /)
  })

  it("is described by the API, and refuses what there is not", async (t) => {
    const rig = await ServerRig.start(t, tinyProject(t, definition))
    await rig.pushed("main")
    const unknown = await rig.slipway("why", "v9.9.9", "production")
    assert.deepEqual([unknown.status, /there is no release 'v9.9.9'/.test(unknown.stderr)], [2, true])
    const nowhere = await rig.slipway("why", "uat", "produktion")
    assert.deepEqual([nowhere.status, /there is no environment 'produktion'/.test(nowhere.stderr)], [2, true])
    const { body } = await rig.api("GET", "/openapi.json")
    const { paths } = body as { paths: Record<string, Record<string, unknown>> }
    const described = ["get /why", "get /audit", "post /overrides", "post /approvals", "post /approvals/revoke"]
    for (const one of described) {
      const [method = "", path = ""] = one.split(" ")
      assert(paths[`/api/v1${path}`]?.[method], one)
    }
    assert.equal((await rig.api("GET", "/why?release=uat&environment=production", { token: null })).status, 401)
  })
})
