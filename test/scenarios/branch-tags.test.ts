import assert from "node:assert/strict"
import { it } from "node:test"
import { ServerRig } from "../support/server-rig.ts"
import { tinyProject } from "../support/tiny-project.ts"

const BY_TAGS = `
branches: { protected: [main, develop] }
environments:
  nightly: { from: { branch: main, when: { tag: "nightly-*" } }, target: local }
  production: { from: { branch: main, when: { tag: release } }, target: local }
`

it("a tag brings in what its branch has built, be it a version or not, and nothing of other branches", async (t) => {
  const rig = await ServerRig.start(t, tinyProject(t, BY_TAGS))
  const { project } = rig
  const runs = async (environment: string) => (await rig.environment(environment)).deployed?.commit ?? null
  await rig.pushed("main")
  const first = project.git("rev-parse", "main")
  project.git("checkout", "--quiet", "-b", "develop")
  project.commit({ "web/content": "not on main" })
  await rig.pushed("develop")
  const tag = (name: string, commit: string) => {
    project.git("tag", name, commit)
    return rig.pushed(name)
  }
  assert.match(await tag("nightly-1", "develop"), /it takes what main builds, and this was built from develop/)
  assert.match(await tag("v1.0.0", "develop"), /it takes what main builds, and this was built from develop/)
  assert.deepEqual([await runs("nightly"), await runs("production")], [null, null])
  await tag("other-1", "main")
  assert.deepEqual([await runs("nightly"), await runs("production")], [null, null])

  assert.match(await tag("nightly-2", "main"), /verification of .* in nightly succeeded/)
  assert.deepEqual([await runs("nightly"), await runs("production")], [first, null])
  assert.match(await tag("v1.1.0", "main"), /verification of .* in production succeeded/)
  assert.equal(await runs("production"), first)
})
