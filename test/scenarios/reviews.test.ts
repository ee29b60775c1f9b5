import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { PromotionExplanation } from "../../src/app/server/explain-promotion.ts"
import { ServerRig } from "../support/server-rig.ts"
import { tinyProject } from "../support/tiny-project.ts"
import { until } from "../support/until.ts"

const reviewed = `
people:
  ann: { emails: [ann@example.com], roles: [developer] }
  bob: { emails: [bob@example.com], roles: [developer] }
gates:
  reviewed: { review: {} }
environments:
  production: { from: { branch: main }, target: local, gates: [reviewed] }
`

describe("a gate that asks for reviews", () => {
  it("wants every commit let in by another person, known by the token", async (t) => {
    const rig = await ServerRig.start(t, tinyProject(t, reviewed))
    const { project } = rig
    const push = async (person: string, ...args: readonly string[]) => {
      const { status, stderr } = await rig.pushAs(person, ...args)
      assert.equal(status, 0, stderr)
      return stderr
    }
    const change = (branch: string, path: string) => {
      project.git("switch", "--quiet", "--create", branch, "main")
      return project.commit({ [`web/${path}`]: "1" })
    }
    const merge = (branch: string, ...options: readonly string[]) => {
      project.git("switch", "--quiet", "main")
      project.git("merge", "--quiet", "--no-ff", ...options, "--message=Merge", branch)
    }
    assert.match(await push("ann", "main"), /deployment \d+ succeeded/, "what was there first needs no review")

    change("feature/a", "a")
    await push("ann", "feature/a")
    merge("feature/a")
    assert.match(await push("bob", "main"), /deployment \d+ succeeded/)
    const { stdout } = await rig.slipway("why", "main", "production", "--format", "json")
    assert.equal((JSON.parse(stdout) as PromotionExplanation).isServing, true)
    const serving = project.git("rev-parse", "HEAD")

    const own = change("feature/b", "b")
    await push("bob", "feature/b")
    merge("feature/b")
    const waits = (commit: string, more: string) =>
      new RegExp(`waits: reviewed: commit ${commit.slice(0, 12)} was not reviewed by anybody but its author${more}`)
    assert.match(await push("bob", "main"), waits(own, "\\s"), "he has merged what he had pushed himself")

    change("feature/c", "c")
    await push("ann", "feature/c")
    merge("feature/c", "--no-commit")
    project.commit({ "web/slipped-in": "1" })
    assert.match(await push("bob", "main"), waits(own, ", and 1 more after it"), "nor is what a merge adds reviewed")
    assert.equal((await rig.environment("production")).deployed?.commit, serving)

    const refused = await rig.slipwayAs("bob", "review", project.git("rev-parse", "HEAD^1"))
    assert.equal(refused.status, 1)
    assert.match(refused.stderr, /nothing for bob to review in '\w{40}': commit \w{12} was pushed by bob/)
    assert.match(await rig.succeedAs("ann", "review", project.git("rev-parse", "HEAD^1")), /^reviewed: \w{12}$/m)
    const { stdout: still } = await rig.slipway("why", "main", "production")
    assert.match(
      still,
      new RegExp(`… reviewed +commit ${project.git("rev-parse", "HEAD").slice(0, 12)} was not reviewed`),
    )
    const said = await rig.succeedAs("ann", "review", "main")
    assert.match(said, /^left out: \w{12} was pushed by ann$/m, "her own commit is in it, which bob let in")
    await until("production runs it", async () => {
      return (await rig.environment("production")).deployed?.commit === project.git("rev-parse", "HEAD")
    })
  })
})
