import assert from "node:assert/strict"
import { it } from "node:test"
import { branchHash } from "../../../src/core/environment/environment-name.ts"
import { PathExample } from "../../support/path-example.ts"
import type { RunRig } from "../../support/run-rig.ts"
import { until } from "../../support/until.ts"

/** As somebody who starts the server gives them to it. */
function giveSecrets({ variables }: RunRig): void {
  for (const environment of ["dev", "uat", "staging", "production"]) {
    const prefix = `SLIPWAY_SECRET__${environment.toUpperCase()}__`
    variables[`${prefix}DATABASE`] = `postgres://${environment}.example/stack`
    variables[`${prefix}CACHE`] = `redis://${environment}.example`
  }
}

it("approval chain: what is on master goes from environment to environment, each after a yes", async (t) => {
  const team = await PathExample.start(t, "approval-chain", { main: "master", prepare: giveSecrets })
  const { rig, project } = team
  assert.match(await rig.pushed("master"), /dev.*waits: to-dev: needs the approval of 1 with role developer/)
  const first = await team.runs("integration")
  await team.refusesPush(/'topic' is not an allowed branch name/, "master:topic")

  team.change("feature/x", "web", "better")
  assert.match(await rig.pushed("feature/x"), /verification of .* succeeded/)
  const branch = await team.runs(`stack-${branchHash("feature/x")}`)
  assert.equal(await team.runs("dev"), null)
  await team.refuses(/no way into|not verified|no promotion of/, "alice", "approve", branch?.release ?? "", "dev")

  await team.refuses(/no promotion of .* to 'uat' waits/, "alice", "approve", "master", "uat")
  await team.refuses(/cleo does not have the role developer/, "cleo", "approve", "master", "dev")
  await rig.succeedAs("alice", "approve", "master", "dev")
  assert.deepEqual(await team.runs("dev"), first)

  assert.match(await team.merge("feature/x", "master"), /verification of .* in integration succeeded/)
  const second = await team.runs("integration")
  assert.equal(second?.release, branch?.release, "the images that were tested on the branch are those of master")
  team.hold()
  const approving = rig.slipwayAs("bob", "approve", first?.release ?? "", "uat")
  await until("uat is being tested", async () => (await team.runs("uat")) !== null)
  await rig.succeedAs("alice", "approve", "master", "dev", "--no-wait")
  assert.deepEqual(await team.runs("uat"), first)
  team.letGo()
  assert.equal((await approving).status, 0)
  await until("dev runs the second one, verified", async () => {
    const { deployed } = await rig.environment("dev")
    return deployed?.release === second?.release && deployed?.verification === "succeeded"
  })

  for (const [person, environment] of [
    ["bob", "uat"],
    ["cleo", "staging"],
    ["eve", "production"],
  ] as const) {
    await rig.succeedAs(person, "approve", "master", environment)
    assert.equal((await team.runs(environment))?.release, second?.release)
  }
  assert.equal((await team.says("production", "web")).text, "better")
  assert.match((await team.says("production", "web")).environment.DATABASE ?? "", /production/)
  assert.equal(project.git("status", "--porcelain"), "")
})
