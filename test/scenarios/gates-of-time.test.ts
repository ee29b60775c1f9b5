import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { PlannedActs } from "../../src/app/server/acts/plan-acts.ts"
import type { PromotionExplanation } from "../../src/app/server/explain-promotion.ts"
import type { ServerRig } from "../support/server-rig.ts"
import { SteeredServer } from "../support/steered-server.ts"
import { tinyProject } from "../support/tiny-project.ts"
import { until } from "../support/until.ts"

const FRIDAY_NOON = "2026-01-16T12:00:00Z"

const hours = `
people:
  bob: { emails: [bob@example.com], roles: [manager] }
gates:
  hours:
    window: { timezone: Europe/London, allow: "Mon-Thu 09:00-16:00", except: ["2026-01-19"] }
    override: { role: manager }
environments:
  uat: { from: { branch: main }, target: local }
  production: { from: { environment: uat }, gates: [hours], target: local }
`

const soaked = `
gates:
  soaked: { soak: { in: uat, for: 24h } }
environments:
  uat: { from: { branch: main }, target: local }
  production: { from: { environment: uat }, gates: [soaked], target: local }
`

async function explained(rig: ServerRig, ...args: readonly string[]): Promise<PromotionExplanation> {
  const { stdout } = await rig.slipway("why", ...args, "--format", "json")
  return JSON.parse(stdout) as PromotionExplanation
}

async function deployedCommit(rig: ServerRig, environment: string): Promise<string | undefined> {
  return (await rig.environment(environment)).deployed?.commit
}

describe("gates of time", { concurrency: 2 }, () => {
  it("a promotion waits for its window, and goes ahead by itself when that opens", async (t) => {
    await using server = await SteeredServer.start(t, tinyProject(t, hours), FRIDAY_NOON)
    const { rig, clock } = server
    const said = await rig.pushed("main")
    assert.match(said, /to production waits: hours: it is closed until Tue 2026-01-20 09:00 Europe\/London/)

    const { status, stdout } = await rig.slipway("why", "uat", "production")
    assert.equal(status, 1)
    assert.match(stdout, /^promotion \d+, asked for by olivia, waits$/m)
    assert.match(stdout, /… hours +it is closed until Tue 2026-01-20 09:00 Europe\/London/)
    assert.match(stdout, /open at the earliest 2026-01-20 09:00 UTC, in 3 d 2\d h/)

    clock.moveTo("2026-01-19T10:00:00Z")
    assert.equal((await explained(rig, "uat", "production")).waysIn[0]?.open, false)
    assert.equal(await deployedCommit(rig, "production"), undefined)

    clock.moveTo("2026-01-20T09:00:00Z")
    await until("production is deployed", async () => (await deployedCommit(rig, "production")) !== undefined)
    const after = await rig.slipway("why", "uat", "production")
    assert.equal(after.status, 0)
    assert.match(after.stdout, /^it is what serves there now$/m)
    assert.match(after.stdout, /✓ hours +it is open until Tue 2026-01-20 16:00 Europe\/London/)
  })

  it("a window can be overridden by whom its definition names, and by nobody else", async (t) => {
    await using server = await SteeredServer.start(t, tinyProject(t, hours), FRIDAY_NOON)
    const { rig } = server
    await rig.pushed("main")
    const refused = async (person: string, gate: string, reason = "orders fail") => {
      const { status, stderr } = await rig.slipwayAs(person, "override", "uat", "production", gate, "--reason", reason)
      assert.notEqual(status, 0)
      return stderr
    }
    assert.match(await refused("olivia", "hours"), /olivia does not have the role manager.*'hours'\n +ask bob/)
    assert.match(await refused("bob", "checks"), /'checks' cannot be overridden: what every release has to prove/)
    assert.match(await refused("bob", "upstream"), /'upstream' cannot be overridden/)
    assert.match(await refused("bob", "hour"), /there is no gate 'hour' here\n +gates that can be: hours/)
    assert.match(await refused("bob", "hours", " "), /an override needs a reason/)
    assert.equal(await deployedCommit(rig, "production"), undefined)

    const said = await rig.succeedAs("bob", "override", "uat", "production", "hours", "--reason", "orders fail")
    assert.match(said, /overridden 'hours'; all gates are open/)
    assert.match(said, /✓ hours +overridden by bob: orders fail \(it is closed until Tue 2026-01-20 09:00/)
    assert.match(said, /is deployed and verified in production/)

    const { waysIn } = await explained(rig, "uat", "production")
    const gate = waysIn[0]?.gates.find((one) => one.gate === "hours")
    assert.deepEqual(gate?.override, { person: "bob", reason: "orders fail", instead: "waiting" })
    assert.match(gate?.evidence?.[0]?.statement ?? "", /^sha256:[0-9a-f]{64}$/)
    const audit = await rig.succeed("audit", "--action", "override")
    assert.match(
      audit,
      /^2026-01-16T12:\S+ +bob +override +hours of \w+ for production +orders fail \(instead of waiting/m,
    )
    assert.equal(audit.trimEnd().split("\n").length, 2)
    const entries = JSON.parse(await rig.succeed("audit", "--person", "bob", "--format", "json"))
    assert.deepEqual(
      entries.map(({ person, action }: { person: string; action: string }) => [person, action]),
      [["bob", "override"]],
    )
  })

  it("an override can be taken back as long as the release still waits", async (t) => {
    const both = hours
      .replace("gates:\n", "gates:\n  board: { approval: { role: manager } }\n")
      .replace("[hours]", "[hours, board]")
    await using server = await SteeredServer.start(t, tinyProject(t, both), FRIDAY_NOON)
    const { rig } = server
    await rig.pushed("main")
    const revoke = ["override", "uat", "production", "hours", "--revoke", "--reason", "mended"]
    const early = await rig.slipwayAs("bob", ...revoke)
    assert.match(early.stderr, /bob has not overridden 'hours' here/)
    await rig.succeedAs("bob", "override", "uat", "production", "hours", "--reason", "orders fail")
    const foreign = await rig.slipway(...revoke)
    assert.match(foreign.stderr, /olivia has not overridden 'hours' here/)
    const possible = await rig.succeedAs("bob", "acts", "production", "uat", "--format", "json")
    const act = (JSON.parse(possible) as PlannedActs).acts.find((one) => one.act === "revoke-override")
    assert.match(
      act?.effects.join("; ") ?? "",
      /^hours counts again as it says.*waits for hours \(it is closed .*; board/,
    )
    const said = await rig.succeedAs("bob", ...revoke)
    assert.match(said, /no longer overridden 'hours'; it still waits:/)
    assert.match(said, /… hours +it is closed until Tue 2026-01-20 09:00/)
    await rig.succeedAs("bob", "approve", "uat", "production")
    assert.equal(await deployedCommit(rig, "production"), undefined)
    assert.match(await rig.succeed("audit", "--action", "revoke-override"), /bob +revoke-override +hours of .* mended/)
    await rig.succeedAs("bob", "override", "uat", "production", "hours", "--reason", "again")
    await until("production is deployed", async () => (await deployedCommit(rig, "production")) !== undefined)
  })

  it("a release soaks where it serves; another one in its place begins anew", async (t) => {
    await using server = await SteeredServer.start(t, tinyProject(t, soaked), FRIDAY_NOON)
    const { rig, clock } = server
    await rig.pushed("main")
    const first = rig.project.git("rev-parse", "HEAD")
    const before = await explained(rig, "uat", "production")
    const [gate] = before.waysIn[0]?.gates.filter(({ state }) => state !== "met") ?? []
    assert.deepEqual([gate?.gate, gate?.state], ["soaked", "waiting"])
    const opensAt = gate?.opensAt ?? 0
    assert.equal(before.waysIn[0]?.earliest, opensAt)
    assert.equal(new Date(opensAt).toISOString().slice(0, 13), "2026-01-17T12")

    clock.moveTo("2026-01-17T11:00:00Z")
    rig.project.commit({ "web/content": "second" })
    await rig.pushed("main")
    const second = rig.project.git("rev-parse", "HEAD")
    clock.moveTo("2026-01-18T10:00:00Z")
    const replaced = await explained(rig, first, "production")
    assert.match(replaced.waysIn[0]?.gates.find((one) => one.gate === "soaked")?.sentence ?? "", /does not run in uat/)
    assert.equal(await deployedCommit(rig, "production"), undefined)

    clock.moveTo("2026-01-18T11:30:00Z")
    await until("the second is in production", async () => (await deployedCommit(rig, "production")) === second)
    const overtaken = await until("the first is over", async () => {
      const { promotion } = await explained(rig, first, "production")
      return promotion?.state === "waiting" ? undefined : promotion
    })
    assert.equal(overtaken?.state, "superseded")
    assert.match(overtaken?.note ?? "", /a newer commit is deployed in production already/)
  })
})
