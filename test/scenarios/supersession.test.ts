import assert from "node:assert/strict"
import { rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, it, type TestContext } from "node:test"
import { ServerRig } from "../support/server-rig.ts"
import { data } from "../support/stored-evidence.ts"
import { tinyFiles, tinyProject } from "../support/tiny-project.ts"

const DEFINITION = `
jobs:
  unit: { run: 'if test -e "$HOME/flaking"; then exit 1; fi', inputs: ["web/**"] }
environments:
  uat: { from: { branch: main }, target: local }
  production: { from: { environment: uat, when: manual }, target: local }
`

/** A server whose `uat` runs a verified release, and whose job fails from now on. */
async function flaking(t: TestContext): Promise<ServerRig> {
  const rig = await ServerRig.start(t, tinyProject(t, DEFINITION))
  await rig.pushed("main")
  writeFileSync(join(rig.project.home, "flaking"), "")
  return rig
}

async function failsOn(rig: ServerRig, branch: string): Promise<void> {
  const { stderr } = await rig.push(`HEAD:refs/heads/${branch}`)
  assert.match(stderr, /failed +unit/)
}

async function promotes(rig: ServerRig, expected: number, says: RegExp): Promise<void> {
  const { status, stdout, stderr } = await rig.slipway("promote", "uat", "production")
  assert.equal(status, expected, stdout + stderr)
  assert.match(stdout, says)
}

describe("what a release has proven", { concurrency: 2 }, () => {
  it("is not taken back by a test that flakes on a branch with other sources", async (t) => {
    const rig = await flaking(t)
    rig.project.git("switch", "--quiet", "--create", "feature/other")
    rig.project.commit({ "web/content": "other" })
    await failsOn(rig, "feature/other")
    await promotes(rig, 0, /is deployed and verified in production/)
  })

  it("is not taken back by a branch that changes the test", async (t) => {
    const rig = await flaking(t)
    rig.project.git("switch", "--quiet", "--create", "feature/test")
    const changed = DEFINITION.replace("run: 'if", "run: 'true; if")
    rig.project.commit({ "slipway.yaml": tinyFiles(changed)["slipway.yaml"] ?? "" })
    await failsOn(rig, "feature/test")
    await promotes(rig, 0, /is deployed and verified in production/)
  })

  it("is taken back by the same test on the same sources, wherever it fails", async (t) => {
    const rig = await flaking(t)
    // Otherwise the known result would be taken over.
    rmSync(data(rig, "cache", "server-jobs"), { recursive: true })
    await rig.end("SIGTERM")
    await rig.up()
    await failsOn(rig, "feature/same")
    await promotes(rig, 1, /✗ checks +job unit failed/)
    assert.equal((await rig.environment("production")).deployed, null)
  })
})
