import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { PromotionExplanation } from "../../src/app/server/explain-promotion.ts"
import { ServerRig } from "../support/server-rig.ts"
import { tinyProject } from "../support/tiny-project.ts"

const around = `
environments:
  production:
    from:
      - { branch: main, when: { tag: release } }
      - { branch: "hotfix/*" }
    target: local
`

describe("a hotfix that production runs", { concurrency: 2 }, () => {
  it("blocks releases without it, however it gets into one", async (t) => {
    const rig = await ServerRig.start(t, tinyProject(t, around))
    const { project } = rig
    const gateOf = async (release: string) => {
      const { stdout } = await rig.slipway("why", release, "production", "--format", "json")
      const { waysIn } = JSON.parse(stdout) as PromotionExplanation
      return waysIn.flatMap(({ gates }) => gates).find(({ gate }) => gate === "hotfix")
    }
    await rig.pushed("main")
    project.git("tag", "v1.0.0")
    assert.match(await rig.pushed("v1.0.0"), /deployment \d+ succeeded/)
    const released = project.git("rev-parse", "HEAD")
    assert.equal(await gateOf("v1.0.0"), undefined, "no hotfix runs yet")

    project.git("switch", "--quiet", "--create", "hotfix/login")
    const hotfix = project.commit({ "web/content": "mended" })
    assert.match(await rig.pushed("hotfix/login"), /deployment \d+ succeeded/)
    project.git("switch", "--quiet", "main")
    project.commit({ "web/extra": "second" })
    await rig.pushed("main")
    project.git("tag", "v1.1.0")
    const lacks = `it lacks the hotfix of hotfix/login that runs in production \\(${hotfix.slice(0, 12)}\\)`
    assert.match(
      await rig.pushed("v1.1.0"),
      new RegExp(`to production waits: hotfix: ${lacks}: git merge ${hotfix.slice(0, 12)}`),
    )
    assert.equal((await rig.environment("production")).deployed?.commit, hotfix)
    const old = await rig.slipway("promote", released, "production")
    assert.equal(old.status, 1)
    assert.match(old.stdout + old.stderr, new RegExp(lacks), "neither does anybody go back past it by a promotion")

    project.git("switch", "--quiet", "--create", "hotfix/other", "v1.0.0")
    project.commit({ "web/extra": "third" })
    assert.match(await rig.pushed("hotfix/other"), new RegExp(lacks), "nor does another hotfix undo it")

    project.git("switch", "--quiet", "main")
    project.git("merge", "--quiet", "--squash", "hotfix/login")
    project.commit({})
    await rig.pushed("main")
    project.git("tag", "v1.2.0")
    assert.match(await rig.pushed("v1.2.0"), /deployment \d+ succeeded/)
    assert.equal((await rig.environment("production")).deployed?.commit, project.git("rev-parse", "main"))
  })
})
