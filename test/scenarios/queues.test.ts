import assert from "node:assert/strict"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, it, type TestContext } from "node:test"
import type { PromotionExplanation } from "../../src/app/server/explain-promotion.ts"
import type { AuditEntry } from "../../src/ports/store/access-store.ts"
import { ServerRig } from "../support/server-rig.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"
import { tinyProject } from "../support/tiny-project.ts"
import { until } from "../support/until.ts"

const people = `
people:
  alice: { emails: [alice@example.com], roles: [manager] }
  bob: { emails: [bob@example.com], roles: [manager] }
gates: { board: { approval: { role: manager, count: 2 } } }
`

const approved = (queue: string) => `${people}
environments:
  uat: { from: { branch: main }, target: local }
  production: { from: { environment: uat, when: approved }, gates: [board], target: local, queue: ${queue} }
`

/** Two commits, one after the other in uat, both of which want into production. */
async function twoReleases(
  t: TestContext,
  definition: string,
): Promise<{ rig: ServerRig; first: string; second: string }> {
  const rig = await ServerRig.start(t, tinyProject(t, definition))
  await rig.pushed("main")
  const first = rig.project.git("rev-parse", "HEAD")
  await rig.succeedAs("alice", "approve", first, "production")
  rig.project.commit({ "web/content": "second" })
  const said = await rig.pushed("main")
  const second = rig.project.git("rev-parse", "HEAD")
  if (definition.includes("queue: supersede")) assert.match(said, /promotion 4 .*supersedes promotion 2 of \w+/)
  return { rig, first, second }
}

async function why(rig: ServerRig, release: string, environment = "production"): Promise<PromotionExplanation> {
  const { stdout } = await rig.slipway("why", release, environment, "--format", "json")
  return JSON.parse(stdout) as PromotionExplanation
}

async function sentenceOf(rig: ServerRig, release: string, gate: string): Promise<string | undefined> {
  return (await why(rig, release)).waysIn[0]?.gates.find((one) => one.gate === gate)?.sentence
}

async function audited(rig: ServerRig, action: string): Promise<readonly AuditEntry[]> {
  return JSON.parse(await rig.succeed("audit", "--action", action, "--format", "json")) as AuditEntry[]
}

async function commitIn(rig: ServerRig, environment: string): Promise<string | undefined> {
  const { columns } = await rig.status()
  return columns.find((column) => column.environment === environment)?.deployed?.commit
}

describe("what an environment's queue does with promotions that want in at once", { concurrency: 2 }, () => {
  it("queue: both wait, whichever is approved enters, and none goes backward by itself", async (t) => {
    const { rig, first, second } = await twoReleases(t, approved("queue"))
    assert.equal((await rig.environment("production")).promotions.length, 2)
    assert.match((await sentenceOf(rig, first, "board")) ?? "", /^approved by alice; needs the approval of 1/)
    await rig.succeedAs("alice", "approve", second, "production")
    await rig.succeedAs("bob", "approve", second, "production")
    assert.equal(await commitIn(rig, "production"), second)
    const { promotion } = await until("the first is over", async () => {
      const explained = await why(rig, first)
      return explained.promotion?.state !== "waiting" && explained
    })
    assert.equal(promotion?.state, "superseded")
    assert.match(promotion?.note ?? "", /a newer commit is deployed in production already/)
    // Going back is what a person may still ask for, and what was said to it under the same rules still counts.
    const asked = await rig.slipway("promote", first, "production")
    assert.match(asked.stdout, /… board +approved by alice; needs the approval of 1 with role manager \(bob\)/)
    await rig.succeedAs("bob", "approve", first, "production")
    assert.equal(await commitIn(rig, "production"), first)
  })

  it("supersede: a newer candidate takes the older one's place, says so to both, and voids its approvals", async (t) => {
    const { rig, first, second } = await twoReleases(t, approved("supersede"))
    const production = await rig.environment("production")
    assert.equal(production.promotions.length, 1)
    assert.deepEqual(
      production.ended.map(({ promotion, state }) => [promotion, state]),
      [[2, "superseded"]],
    )
    assert.match(await rig.succeed("status"), /did not enter \(superseded\): by promotion 4 of \w+, a newer commit/)
    const { promotion } = await why(rig, first)
    assert.deepEqual([promotion?.id, promotion?.state], [2, "superseded"])
    assert.match(promotion?.note ?? "", /by promotion 4 of \w+, a newer commit/)
    const [entry, ...more] = await audited(rig, "supersede")
    assert.deepEqual([entry?.person, more.length], ["slipway", 0])
    assert.match(entry?.subject ?? "", /^promotion 2 of \w+ to production$/)
    const { status, stderr } = await rig.slipwayAs("bob", "approve", first, "production")
    assert.equal(status, 1)
    assert.match(stderr, /no promotion of \w+ to 'production' waits/)

    await rig.succeedAs("alice", "approve", second, "production")
    await rig.succeedAs("bob", "approve", second, "production")
    assert.equal(await commitIn(rig, "production"), second)
    assert.match((await sentenceOf(rig, first, "board")) ?? "", /^needs the approval of 2/)
  })

  it("reject: who could enter while another one is under way is turned away, and told so", async (t) => {
    await using folder = await temporaryFolder()
    const go = join(folder.path, "go")
    const definition = `
tests: { slow: { directory: web, run: "until [ -e ${go} ]; do sleep 0.1; done" } }
environments:
  uat: { from: { branch: main }, target: local }
  mirror: { from: { environment: uat }, target: local, verify: [slow], queue: reject }
`
    const rig = await ServerRig.start(t, tinyProject(t, definition))
    const firstPush = rig.startPush("main")
    const first = rig.project.git("rev-parse", "HEAD")
    await until("the first is in mirror", async () => (await commitIn(rig, "mirror")) === first)
    rig.project.commit({ "web/content": "second" })
    const second = rig.project.git("rev-parse", "HEAD")
    assert.match(await rig.pushed("main"), /to mirror: rejected: promotion \d+ is under way in mirror/)

    const refused = await rig.slipway("promote", second, "mirror")
    assert.equal(refused.status, 1)
    assert.match(refused.stderr, /promotion \d+ is under way in 'mirror', which takes no second one/)
    const { promotion } = await why(rig, second, "mirror")
    assert.equal(promotion?.state, "failed")
    assert.match(promotion?.note ?? "", /^rejected: promotion \d+ is under way in mirror; ask again/)
    assert.equal((await audited(rig, "reject-promotion")).length, 1)

    writeFileSync(go, "")
    assert.equal((await firstPush.ended).status, 0)
    assert.equal(await commitIn(rig, "mirror"), first)
    await rig.succeed("promote", second, "mirror")
    assert.equal(await commitIn(rig, "mirror"), second)
  })
})
