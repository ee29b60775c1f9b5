import assert from "node:assert/strict"
import { rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, it } from "node:test"
import type { PromotionExplanation } from "../../src/app/server/explain-promotion.ts"
import type { AuditEntry } from "../../src/ports/store/access-store.ts"
import { ServerRig } from "../support/server-rig.ts"
import { answerIn, openGate, steeredProject } from "../support/steered-service.ts"
import { tinyProject } from "../support/tiny-project.ts"
import { until } from "../support/until.ts"

const VERIFIED = `
tests: { smoke: { directory: web, run: 'test ! -e "$HOME/broken" && ! grep -q bad content' } }
environments:
  uat: { from: { branch: main }, target: local, verify: [smoke], on-failure: rollback }
  staging: { from: { environment: uat, when: manual }, target: local }
`

async function audited(rig: ServerRig, action: string): Promise<readonly AuditEntry[]> {
  return JSON.parse(await rig.succeed("audit", "--action", action, "--format", "json")) as AuditEntry[]
}

async function upstreamOf(rig: ServerRig, release: string): Promise<string | undefined> {
  const { stdout } = await rig.slipway("why", release, "staging", "--format", "json")
  const { waysIn } = JSON.parse(stdout) as PromotionExplanation
  return waysIn[0]?.gates.find(({ gate }) => gate === "upstream")?.state
}

/** Waits until nothing is under way any more; what uat is then. */
async function atRest(rig: ServerRig) {
  return until("uat rests", async () => {
    const { running, columns } = await rig.status()
    const column = columns.find(({ environment }) => environment === "uat")
    const isIdle = running.length === 0 && !column?.promotions.some(({ state }) => state === "deploying")
    const verification = column?.deployed?.verification
    return isIdle && (verification === "succeeded" || verification === "failed") && column
  })
}

describe("on-failure: rollback", { concurrency: 2 }, () => {
  it("goes back once to what was verified last, and pins until somebody resumes", async (t) => {
    const rig = await ServerRig.start(t, tinyProject(t, VERIFIED))
    const { project } = rig
    await rig.pushed("main")
    const first = (await rig.environment("uat")).deployed?.release

    project.commit({ "web/content": "bad" })
    const said = await rig.pushed("main")
    assert.match(said, /rolling uat back to release \w+ of deployment 1; pinned until: slipway resume uat/)
    await rig.serves("uat", "first")
    const column = await atRest(rig)
    assert.equal(column.deployed?.release, first)
    assert.equal(column.deployed?.verification, "succeeded")
    assert.match(column.pinned ?? "", /^rolled back by slipway: deployment 2 of \w+ failed$/)
    assert.match(await rig.succeed("status"), /rolled back by slipway: deployment 2 of \w+ failed; slipway resume uat/)
    const [entry, ...more] = await audited(rig, "rollback")
    assert.deepEqual([entry?.person, entry?.subject, more.length], ["slipway", "uat", 0])

    project.commit({ "web/content": "third" })
    assert.match(await rig.pushed("main"), /waits: uat is pinned \(rolled back by slipway/)
    await rig.succeed("resume", "uat")
    await rig.serves("uat", "third")
    await atRest(rig)
    assert.equal(await upstreamOf(rig, "main"), "met")

    // The tests fail from now on, whatever runs: back once, and no further.
    writeFileSync(join(project.home, "broken"), "")
    const again = await rig.slipway("verify", "uat")
    assert.equal(again.status, 1, again.stderr)
    assert.match(again.stdout, /smoke|verification of \w+ in uat failed/)
    await rig.serves("uat", "first")
    const rested = await until("the rollback is verified", async () => {
      const now = await rig.environment("uat")
      return now.deployed?.verification === "failed" && now
    })
    assert.deepEqual([rested.deployed?.release, rested.pinned !== null], [first, true])
    assert.equal((await audited(rig, "rollback")).length, 2)
    assert.equal(await upstreamOf(rig, "main"), "failed")
    const refused = await rig.slipway("rollback", "uat")
    assert.match(refused.stderr, /no other release was verified in 'uat' before/)
    rmSync(join(project.home, "broken"))
    await rig.succeed("verify", "uat")
    assert.equal((await rig.environment("uat")).deployed?.verification, "succeeded")
  })

  it("a deployment that fails leaves what runs, and pins", async (t) => {
    const rest = `\nenvironments: { uat: { from: { branch: main }, target: local, on-failure: rollback } }\n`
    const rig = await ServerRig.start(t, steeredProject(t, rest))
    await rig.pushed("main")
    rig.project.commit({ "web/content": "crashing" })
    assert.match(await rig.pushed("main"), /uat is pinned until somebody has looked: slipway resume uat/)
    assert.equal((await answerIn(rig, "uat"))?.content, "well: first")
    const { pinned, ended } = await rig.environment("uat")
    assert.match(pinned ?? "", /^deployment 2 of \w+ failed; what ran before goes on serving$/)
    assert.deepEqual(
      ended.map(({ state }) => state),
      ["failed"],
    )
    assert.equal((await audited(rig, "hold"))[0]?.person, "slipway")
  })
})

it("a rollback goes on after the server was stopped in the middle of it", async (t) => {
  const rest = `\nenvironments: { uat: { from: { branch: main }, target: local } }\n`
  const rig = await ServerRig.start(t, steeredProject(t, rest, "held: first"))
  openGate(rig.project)
  await rig.pushed("main")
  rig.project.commit({ "web/content": "well: second" })
  await rig.pushed("main")
  rmSync(join(rig.project.home, "gate"))
  const rollback = rig.project.start(["rollback", "uat"])
  await rollback.waitFor("deployment 3: release")
  assert.equal((await rig.end("SIGTERM")).status, 0)
  await rollback.ended
  await rig.up()
  assert.equal((await answerIn(rig, "uat"))?.content, "well: second")
  openGate(rig.project)
  await until("the first serves again", async () => (await answerIn(rig, "uat"))?.content === "held: first")
  assert.match((await rig.environment("uat")).pinned ?? "", /^rolled back by olivia/)
})

const RIGHTS = `
people:
  alice: { roles: [developer] }
  bob: { roles: [manager] }
rights: { hold: manager, reject: manager, rollback: manager }
environments:
  uat: { from: { branch: main }, target: local }
  staging: { from: { environment: uat, when: { tag: candidate } }, target: local }
`

describe("who has the right", { concurrency: 2 }, () => {
  it("holds an environment, and nothing enters until it is resumed", async (t) => {
    const rig = await ServerRig.start(t, tinyProject(t, RIGHTS))
    await rig.pushed("main")
    for (const args of [
      ["hold", "uat", "--reason", "x"],
      ["resume", "uat"],
      ["rollback", "uat"],
    ]) {
      const refused = await rig.slipwayAs("alice", ...args)
      assert.equal(refused.status, 1)
      assert.match(refused.stderr, /alice does not have the role manager\n +ask bob or olivia/)
    }
    const held = await rig.succeedAs("bob", "hold", "uat", "--reason", "the database moves")
    assert.match(held, /uat takes no promotions until: slipway resume uat/)
    rig.project.commit({ "web/content": "second" })
    assert.match(await rig.pushed("main"), /waits: uat is pinned \(held by bob: the database moves\)/)
    await rig.serves("uat", "first")
    assert.match((await rig.slipway("why", "main", "uat")).stdout, /pinned \(held by bob: the database moves\)/)
    await rig.succeedAs("bob", "resume", "uat")
    await rig.serves("uat", "second")
    assert.deepEqual(
      (await audited(rig, "hold")).map(({ person, detail }) => [person, detail]),
      [["bob", "the database moves"]],
    )
  })

  it("rejects a release: it enters nowhere, gets no name, and is shown where it runs", async (t) => {
    const rig = await ServerRig.start(t, tinyProject(t, RIGHTS))
    await rig.pushed("main")
    await rig.succeedAs("bob", "hold", "staging", "--reason", "not now")
    await rig.succeed("release", "1.0.0-rc.1")
    const refused = await rig.slipwayAs("alice", "reject", "v1.0.0-rc.1", "--reason", "x")
    assert.equal(refused.status, 1)
    const rejected = await rig.succeedAs("bob", "reject", "v1.0.0-rc.1", "--reason", "it loses orders\u001b[31m")
    assert.match(rejected, /\(v1\.0\.0-rc\.1\) is rejected\npromotion 2 to staging has ended\nuat still runs it/)
    await rig.succeedAs("bob", "resume", "staging")
    for (const args of [
      ["promote", "v1.0.0-rc.1", "staging"],
      ["release", "1.0.0-rc.2", "--of", "uat"],
    ]) {
      const { status, stderr } = await rig.slipway(...args)
      assert.equal(status, 1)
      assert.match(stderr, /is rejected by bob: it loses orders/)
      assert(!stderr.includes("\u001b"), "no terminal commands of others")
    }
    const { stdout: why } = await rig.slipway("why", "v1.0.0-rc.1", "staging")
    assert.match(why, /✗ rejected +by bob: it loses orders/)
    assert.match(why, /promotion 2, asked for by olivia, is canceled: rejected by bob/)
    assert.equal((await rig.environment("staging")).deployed, null)

    await rig.succeedAs("bob", "reject", "v1.0.0-rc.1", "--undo", "--reason", "it was the test")
    await rig.succeed("promote", "v1.0.0-rc.1", "staging")
    await rig.serves("staging", "first")
  })
})
