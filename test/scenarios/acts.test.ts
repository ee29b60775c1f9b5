import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { PlannedActs } from "../../src/app/server/acts/plan-acts.ts"
import type { PlannedAct } from "../../src/app/server/acts/planned-act.ts"
import type { Candidates } from "../../src/app/server/list-candidates.ts"
import type { ChoicePlan } from "../../src/app/server/plan-choice.ts"
import { mockedProject } from "../support/mocked-project.ts"
import { ServerRig } from "../support/server-rig.ts"
import { tinyProject } from "../support/tiny-project.ts"

const PATH = `
people:
  alice: { emails: [alice@example.com], roles: [manager] }
  bob: { emails: [bob@example.com], roles: [manager] }
  carol: { emails: [carol@example.com], roles: [on-call] }
rights: { hold: on-call, rollback: on-call }
gates:
  board: { approval: { role: manager, count: 2 } }
  yearly: { freeze: [{ from: 2020-01-01, to: 2120-01-01, reason: for good }], override: { role: on-call } }
environments:
  uat: { from: { branch: main }, target: local }
  production: { from: { environment: uat, when: manual }, target: local, gates: [board, yearly] }
`

async function actsOf(rig: ServerRig, person: string, ...args: readonly string[]): Promise<readonly PlannedAct[]> {
  const { acts } = JSON.parse(await rig.succeedAs(person, "acts", ...args, "--format", "json")) as PlannedActs
  return acts
}

function only(acts: readonly PlannedAct[], name: PlannedAct["act"]): PlannedAct {
  const [found, another] = acts.filter(({ act }) => act === name)
  assert(found && !another, `${name} in ${acts.map(({ act }) => act).join(", ")}`)
  return found
}

describe("what people could do", { concurrency: 2 }, () => {
  it("is told with what would come of it, and it is what comes of it", async (t) => {
    const rig = await ServerRig.start(t, tinyProject(t, PATH))
    await rig.pushed("main")
    const { candidates } = JSON.parse(
      await rig.succeed("env", "candidates", "production", "--format", "json"),
    ) as Candidates
    assert.deepEqual(
      candidates.map(({ sources, promotion, mocks }) => [sources, promotion, mocks]),
      [[["verified in uat"], null, []]],
    )
    const release = candidates[0]?.release ?? ""

    const before = await actsOf(rig, "alice", "production", release)
    assert.deepEqual(
      before.map(({ act }) => act),
      ["promote", "reject", "hold"],
    )
    const [asked, later, image] = only(before, "promote").effects
    assert.match(asked ?? "", /^release \w{12} \(commit \w{12}\) is asked for in production$/)
    assert.match(later ?? "", /waits for board \(needs the approval of 2 .*\); yearly \(.*for good/)
    assert.match(image ?? "", /^web is started with image \w{12}$/)
    assert.match(only(before, "reject").refused?.message ?? "", /only olivia may reject/)
    assert.match(only(before, "hold").refused?.hint ?? "", /^ask carol or olivia$/)
    assert.equal((await rig.environment("production")).promotions.length, 0, "nothing was done")

    assert.equal((await rig.slipway("promote", release, "production")).status, 1)
    const first = only(await actsOf(rig, "alice", "production", release), "approve")
    assert.match(first.effects.at(-1) ?? "", /waits for board \(approved by alice; needs the approval of 1/)
    await rig.succeedAs("alice", "approve", release, "production", "--no-wait")
    const afterwards = await actsOf(rig, "alice", "production", release)
    assert.match(only(afterwards, "revoke-approval").effects.at(-1) ?? "", /waits for board \(needs the approval of 2/)
    assert(!afterwards.some(({ act }) => act === "approve"))
    assert.match(only(afterwards, "override").refused?.hint ?? "", /^ask carol$/)
    const forCarol = await actsOf(rig, "carol", "production", release)
    assert.match(only(forCarol, "approve").refused?.hint ?? "", /^ask alice or bob$/)
    assert.equal(only(forCarol, "hold").refused, null)

    await rig.succeedAs("bob", "approve", release, "production", "--no-wait")
    const [why, , entering, ...rest] = only(await actsOf(rig, "carol", "production", release), "override").effects
    assert.match(why ?? "", /^yearly opens for this release although it says: .*for good/)
    assert.equal(entering, "all gates are open then: it enters production at once")
    assert.match(rest.join("\n"), /^web is started with image \w{12}\n/)
    await rig.succeedAs("carol", "override", release, "production", "yearly", "--reason", "fire")
    assert.equal((await rig.environment("production")).deployed?.release, release)

    await rig.succeedAs("carol", "hold", "production", "--reason", "fire")
    const held = await rig.succeedAs("alice", "acts", "production")
    assert.match(held, /^resume: not now, or not by you\n {2}alice does not have the role on-call\n {2}ask carol/m)
    assert.match(await rig.succeedAs("carol", "acts", "production"), /^resume\n {2}releases enter production again/m)
  })

  it("a choice is shown before it is made, with the commits that it brings and takes back", async (t) => {
    const environments = `
environments:
  dev: { from: { branch: "**", when: manual }, target: local, verify: [answers] }
`
    const rig = await ServerRig.start(t, mockedProject(t, environments))
    await rig.pushed("main")
    await rig.succeed("deploy", "main", "dev")
    rig.project.git("checkout", "--quiet", "-b", "feature/x")
    rig.project.commit({ "web/content": "new" })
    await rig.pushed("feature/x")
    const listed = JSON.parse(await rig.succeed("env", "candidates", "dev", "--format", "json")) as Candidates
    assert.equal(listed.isFree, true)
    assert.deepEqual(
      listed.candidates.map(({ sources, mocks }) => [sources, mocks]),
      [
        [["built from feature/x"], ["crm"]],
        [["built from main"], ["crm"]],
      ],
    )
    const args = ["deploy", "main", "dev", "--service", "web=feature/x", "--mock", "crm", "--plan"]
    const plan = JSON.parse(await rig.succeed(...args, "--format", "json")) as ChoicePlan
    assert.equal(plan.isMixture, true)
    assert.deepEqual(
      plan.change.services.map(({ service, change, isMocked }) => [service, change, isMocked]),
      [
        ["crm", "run", true],
        ["web", "image", false],
      ],
    )
    assert.deepEqual(
      plan.commits?.brings.map(({ commit }) => commit),
      [rig.project.git("rev-parse", "feature/x").trim()],
    )
    assert.match(await rig.succeed(...args), /^a mixture: /m)
    assert.equal((await rig.environment("dev")).deployed?.commit, rig.project.git("rev-parse", "main").trim())
    const whole = await rig.succeed("deploy", "feature/x", "dev", "--plan")
    assert.match(whole, /^commits\n {2}\+ \w{12} {2}\S.*\nservices/m)
    await rig.succeed("deploy", "feature/x", "dev")
    assert.match(await rig.succeed("deploy", "main", "dev", "--plan"), /^commits\n {2}- \w{12} /m)
    const refused = await rig.slipway("deploy", "main", "dev", "--mock", "web", "--plan")
    assert.equal(refused.status, 2)
    assert.match(refused.stderr, /no mock of a service 'web'/)
  })
})
