import assert from "node:assert/strict"
import { describe, it, type TestContext } from "node:test"
import { killProcess } from "../../src/adapters/process/process-table.ts"
import { isAlive } from "../support/end-processes.ts"
import { ServerRig } from "../support/server-rig.ts"
import { instancesOf } from "../support/steered-service.ts"
import { addressOf, answered, answeredBeside, Load, twoServices, version } from "../support/two-colours.ts"
import { until } from "../support/until.ts"

const environment = (strategy: string, rest = "") => `
environments:
  live: { from: { branch: main }, target: local, strategy: { kind: blue-green, ${strategy} }${rest} }
`
const MANUAL = environment("switch: manual, keep: 1h")
const TESTED = `
tests:
  looks: { directory: ., run: node tests/looks.mjs }
${environment("switch: manual, keep: 1h", ", verify: [looks], on-failure: rollback")}`
/** Fails for a version that says so; tells where it looked. */
const LOOKS = `
const answer = await (await fetch(process.env.WEB_URL)).json()
console.log("seen: " + answer.front)
if (answer.front.startsWith("bad")) throw new Error("it looks bad")
`

/** A server whose `live` serves the first version as blue. */
async function serving(t: TestContext, rest: string): Promise<ServerRig> {
  const project = twoServices(t, rest)
  project.write({ "tests/looks.mjs": LOOKS })
  project.git("add", "--all")
  project.git("commit", "--quiet", "--amend", "--message=first")
  const rig = await ServerRig.start(t, project, "--health-timeout=5s")
  await rig.pushed("main")
  if (rest.includes("manual")) await rig.succeed("switch", "live")
  return rig
}

async function push(rig: ServerRig, name: string): Promise<string> {
  rig.project.commit(version(name))
  return rig.pushed("main")
}

describe("blue-green, by a person", () => {
  it("starts a release beside what serves, and switches all of it at once with no failed request", async (t) => {
    const rig = await serving(t, MANUAL)
    const before = await rig.environment("live")
    assert.equal(before.colour, "blue")
    const load = new Load(addressOf(before))
    t.after(() => load.stop())
    const pushed = await push(rig, "second")
    assert.match(pushed, /stands by as green: slipway switch live/)
    const standing = await rig.environment("live")
    assert.deepEqual([standing.beside?.role, standing.beside?.colour, standing.colour], ["next", "green", "blue"])
    const { front, back } = await answeredBeside(standing)
    assert.deepEqual([front, back], ["second", "second"], "green calls green")
    assert.equal((await answered(rig, "live")).front, "first")
    assert.match(await rig.succeed("status"), /live {2}green \S+ stands by/)

    await until("there is load", () => load.count > 200)
    assert.match(await rig.succeed("switch", "live"), /live is served by green/)
    const seen = load.versions.get("second second") ?? 0
    await until("the load sees it", () => (load.versions.get("second second") ?? 0) > seen + 200)
    const back1 = load.versions.get("first first") ?? 0
    const old = await answeredBeside(await rig.environment("live"))
    assert.match(await rig.succeed("switch", "live", "--back", "--reason", "orders fail"), /served by blue.*pinned/)
    assert.deepEqual(await answered(rig, "live"), old, "the same process serves again")
    await until("the load sees that too", () => (load.versions.get("first first") ?? 0) > back1 + 200)
    await load.stop()
    assert.deepEqual(load.failures, [])
    assert.deepEqual([...load.versions.keys()].sort(), ["first first", "second second"], "no release calls the other")
    assert.match(await rig.succeed("audit"), /switch .*live/)
  })

  it("tests what stands by at its own address, and never lets in what fails there", async (t) => {
    const rig = await serving(t, TESTED)
    const said = await push(rig, "bad one")
    assert.match(said, /its tests failed; what ran in live before goes on serving/)
    const after = await until("its processes are gone", async () => {
      const column = await rig.environment("live")
      return column.beside === null && (await instancesOf(rig.project)).length === 2 ? column : undefined
    })
    assert.equal((await answered(rig, "live")).front, "first")
    assert.match(after.pinned ?? "", /failed; what ran before goes on serving/)

    await rig.succeed("resume", "live")
    const refused = await rig.slipway("switch", "live")
    assert.deepEqual([refused.status, /nothing stands by in 'live'/.test(refused.stderr)], [1, true], refused.stderr)
    await push(rig, "good one")
    assert.equal((await answered(rig, "live")).front, "first")
    await rig.succeed("switch", "live")
    const now = await rig.environment("live")
    assert.deepEqual([(await answered(rig, "live")).front, now.deployed?.verification], ["good one", "succeeded"])
    assert.equal(now.promotions.length, 0)
  })

  it("is for whom the rules let", async (t) => {
    const people = "people: { sam: { emails: [], roles: [operator] }, tom: { emails: [], roles: [] } }"
    const rig = await serving(t, `${people}\nrights: { switch: operator }\n${MANUAL}`)
    await push(rig, "second")
    const refused = await rig.slipwayAs("tom", "switch", "live")
    assert.deepEqual([refused.status, /tom does not have the role operator/.test(refused.stderr)], [1, true])
    assert.equal((await answered(rig, "live")).front, "first")
    await rig.succeedAs("sam", "switch", "live")
    assert.equal((await answered(rig, "live")).front, "second")
  })

  it("ends with the rejection of its release, and is verified again on request before", async (t) => {
    const rig = await serving(t, TESTED)
    await push(rig, "good one")
    const tested = await rig.environment("live")
    assert.match(await rig.succeed("verify", "live"), /verification of .* in live succeeded/)
    const again = await rig.environment("live")
    assert.deepEqual(again.beside, tested.beside, "it stands by as before")
    const seen = await rig.succeed("runs", "log", "5")
    assert.match(seen, /seen: good one/)
    await rig.succeed("reject", again.beside?.release ?? "", "--reason", "it loses orders")
    await until("it is gone", async () => (await instancesOf(rig.project)).length === 2)
    const after = await rig.environment("live")
    assert.deepEqual([after.beside, (await answered(rig, "live")).front], [null, "first"])
    assert.match(after.ended[0]?.note ?? "", /its release is rejected/)
  })

  it("ends what stands by on request, and says to others why they wait", async (t) => {
    const rig = await serving(t, MANUAL)
    await push(rig, "second")
    const third = await push(rig, "third")
    assert.match(third, /stands by in 'live': slipway switch live, or slipway switch live --cancel/)
    const held = await rig.slipway("hold", "live", "--reason", "wait")
    assert.equal(held.status, 0, held.stderr)
    const refused = await rig.slipway("switch", "live")
    assert.deepEqual([refused.status, /live is pinned/.test(refused.stderr)], [1, true], refused.stderr)
    await rig.succeed("resume", "live")
    assert.match(await rig.succeed("switch", "live", "--cancel", "--reason", "not this one"), /canceled in live/)
    await until("the third stands by", async () => {
      const column = await rig.environment("live")
      return column.beside?.role === "next" && (await answeredBeside(column)).front === "third"
    })
    assert.equal((await answered(rig, "live")).front, "first")
  })
})

describe("blue-green, by itself", () => {
  it("switches, and keeps what served before for as long as it is told", async (t) => {
    const rig = await serving(t, environment("switch: automatic, keep: 3s"))
    const said = await push(rig, "second")
    assert.match(said, /live is served by green/)
    assert.equal((await answered(rig, "live")).front, "second")
    await until("blue is gone", async () => (await instancesOf(rig.project)).length === 2)
    assert.equal((await rig.environment("live")).beside, null)
    assert.equal((await answered(rig, "live")).front, "second")
    const refused = await rig.slipway("switch", "live", "--back")
    assert.deepEqual([refused.status, /nothing is kept/.test(refused.stderr)], [1, true], refused.stderr)
    await rig.succeed("rollback", "live")
    assert.equal((await answered(rig, "live")).front, "first")
  })

  it("goes on with what serves where the new release is not healthy, and keeps the way back", async (t) => {
    const rig = await serving(t, environment("keep: 1h"))
    await push(rig, "second")
    rig.project.commit(version("sick"))
    const { stderr } = await rig.push("main")
    assert.match(stderr, /failed: .*web/)
    assert.equal((await answered(rig, "live")).front, "second")
    await until("blue is first again", async () => {
      const column = await rig.environment("live")
      return column.beside?.role === "kept" && (await answeredBeside(column).catch(() => undefined))?.front === "first"
    })
    await rig.succeed("switch", "live", "--back")
    assert.equal((await answered(rig, "live")).front, "first")
  })
})

describe("blue-green, when the server is killed", () => {
  it("goes on standing by, with the same processes, and brings back what ended of both", async (t) => {
    const rig = await serving(t, MANUAL)
    await push(rig, "second")
    const blue = await answered(rig, "live")
    const green = await answeredBeside(await rig.environment("live"))
    await rig.end("SIGKILL")
    await rig.up()
    const both = await until("both answer", async () => {
      const column = await rig.environment("live")
      return Promise.all([answered(rig, "live"), answeredBeside(column)]).catch(() => undefined)
    })
    assert.deepEqual(both, [blue, green])
    for (const { pid } of both) {
      killProcess(pid, "SIGKILL")
      await until("it has ended", () => !isAlive(pid))
    }
    await until("both are back", async () => {
      const column = await rig.environment("live")
      const now = await Promise.all([answered(rig, "live"), answeredBeside(column)]).catch(() => undefined)
      return now?.[0].front === "first" && now[1].front === "second"
    })
    await rig.succeed("switch", "live")
    assert.equal((await answered(rig, "live")).front, "second")
    await rig.end("SIGKILL")
    await rig.up()
    await until("green serves still", async () => {
      return (await answered(rig, "live").catch(() => undefined))?.front === "second"
    })
    assert.equal((await rig.environment("live")).beside?.role, "kept")
    assert.equal((await instancesOf(rig.project)).length, 4)
    await rig.succeed("env", "destroy", "live", "--force")
    assert.deepEqual(await instancesOf(rig.project), [])
  })
})
