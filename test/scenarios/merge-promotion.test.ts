import assert from "node:assert/strict"
import { describe, it, type TestContext } from "node:test"
import { ServerRig } from "../support/server-rig.ts"
import { tinyProject } from "../support/tiny-project.ts"

const MERGED_INTO_MAIN = `
branches: { protected: [main] }
environments:
  dev: { from: { branch: "feature/*" }, target: local }
  qa: { from: { environment: dev, when: { branch: main } }, target: local }
`

/** A rig whose first state is in qa, and a feature that is verified in dev. */
async function withFeature(t: TestContext): Promise<ServerRig> {
  const rig = await ServerRig.start(t, tinyProject(t, MERGED_INTO_MAIN))
  await rig.pushed("main")
  feature(rig, { "web/content": "second" })
  assert.match(await rig.pushed("feature/x"), /verification of .* in dev succeeded/)
  rig.project.git("checkout", "--quiet", "main")
  return rig
}

function feature(rig: ServerRig, files: Record<string, string>): void {
  rig.project.git("checkout", "--quiet", "-b", "feature/x", "main")
  rig.project.commit(files)
}

async function releaseIn(rig: ServerRig, environment: string): Promise<string | undefined> {
  return (await rig.environment(environment)).deployed?.release
}

describe("what is merged into a branch is promoted unchanged", { concurrency: 2 }, () => {
  const merges: readonly (readonly [how: string, merge: (rig: ServerRig) => void])[] = [
    ["by a merge commit", (rig) => rig.project.git("merge", "--quiet", "--no-ff", "feature/x")],
    [
      "squashed",
      (rig) => {
        rig.project.git("merge", "--quiet", "--squash", "feature/x")
        rig.project.git("commit", "--quiet", "--message=squashed")
      },
    ],
    [
      "rebased, beside a change that no image reads",
      (rig) => {
        rig.project.commit({ "README.md": "something else" })
        rig.project.git("cherry-pick", "feature/x")
      },
    ],
  ]
  for (const [how, merge] of merges) {
    it(how, async (t) => {
      const rig = await withFeature(t)
      merge(rig)
      assert.match(await rig.pushed("main"), /verification of .* in qa succeeded/)
      await rig.serves("qa", "second")
      const tested = await releaseIn(rig, "dev")
      assert.equal(await releaseIn(rig, "qa"), tested)
      assert.equal((await rig.environment("qa")).deployed?.commit, rig.project.git("rev-parse", "main"))
    })
  }

  it("refused where the image inputs are not those that were verified, with the paths that differ", async (t) => {
    const rig = await withFeature(t)
    rig.project.commit({ "web/hotter.js": "", "README.md": "something else" })
    rig.project.git("merge", "--quiet", "--no-ff", "feature/x")
    const said = await rig.pushed("main")
    assert.match(said, /merged into main, but not as it was verified in dev: web\/hotter\.js differs/)
    assert.doesNotMatch(said, /README/)
    assert.equal(await releaseIn(rig, "qa"), undefined)
    const why = await rig.slipway("why", "main", "qa")
    assert.match(why.stdout, /web\/hotter\.js differs/)

    rig.project.git("checkout", "--quiet", "-B", "feature/x", "main")
    await rig.pushed("feature/x")
    await rig.serves("qa", "second")
    assert.equal(await releaseIn(rig, "qa"), await releaseIn(rig, "dev"))
  })

  it("not before it is merged, though somebody asks for it", async (t) => {
    const rig = await withFeature(t)
    const asked = await rig.slipway("promote", "feature/x", "qa")
    assert.match(asked.stdout + asked.stderr, /merged: it is not merged into main yet/)
    assert.equal(await releaseIn(rig, "qa"), undefined)
    rig.project.git("merge", "--quiet", "--ff-only", "feature/x")
    await rig.pushed("main")
    await rig.serves("qa", "second")
  })
})

it("a merge brings in what its preview environment has verified, also once that is gone", async (t) => {
  const definition = MERGED_INTO_MAIN.replace("target: local }", "target: local, ephemeral: {} }")
  const rig = await ServerRig.start(t, tinyProject(t, definition))
  await rig.pushed("main")
  feature(rig, { "web/content": "second" })
  await rig.pushed("feature/x")
  const tested = (await rig.preview("feature/x")).deployed?.release
  rig.project.git("checkout", "--quiet", "main")
  rig.project.git("merge", "--quiet", "--no-ff", "feature/x")
  assert.match(await rig.pushed("main"), /verification of .* in qa succeeded/)
  assert.equal(await releaseIn(rig, "qa"), tested)
})
