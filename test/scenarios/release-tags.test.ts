import assert from "node:assert/strict"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, it, type TestContext } from "node:test"
import { ServerRig } from "../support/server-rig.ts"
import { tinyProject } from "../support/tiny-project.ts"
import { until } from "../support/until.ts"

const PATH_TO_STAGING = `
environments:
  preview: { from: { branch: "feature/*" }, ephemeral: {}, target: local }
  uat: { from: { branch: main }, target: local }
  staging: { from: { environment: uat, when: { tag: candidate } }, target: local }
`

const STEERED = `
jobs: { wait: 'until [ -e "$HOME/go-on" ]; do sleep 0.05; done' }
${PATH_TO_STAGING}`

async function deliveredRig(t: TestContext): Promise<ServerRig> {
  const rig = await ServerRig.start(t, tinyProject(t, PATH_TO_STAGING))
  await rig.pushed("main")
  return rig
}

async function namesOf(rig: ServerRig): Promise<string[]> {
  const { body } = await rig.api("GET", "/releases")
  return (body as { names: string[] }[]).flatMap(({ names }) => names).sort()
}

async function assertRefused(rig: ServerRig, message: RegExp, ...push: readonly string[]): Promise<void> {
  const before = rig.project.git("ls-remote", rig.gitFolder)
  const { status, stderr } = await rig.push(...push)
  assert.equal(status, 1, stderr)
  assert.match(stderr, message)
  assert.equal(rig.project.git("ls-remote", rig.gitFolder), before)
}

describe("release tags that are pushed", { concurrency: 2 }, () => {
  it("one names the release of its commit, and the person who pushed it", async (t) => {
    const rig = await deliveredRig(t)
    rig.project.git("tag", "--annotate", "--message=candidate", "v1.0.0-rc.1")
    const { status, stderr } = await rig.pushAs("alice", "v1.0.0-rc.1")
    assert.equal(status, 0, stderr)
    assert.match(stderr, /verification of .* in staging succeeded/)
    const [uat, staging] = [await rig.environment("uat"), await rig.environment("staging")]
    assert.equal(staging.deployed?.version, "v1.0.0-rc.1")
    assert.equal(staging.deployed?.release, uat.deployed?.release)
    const { body } = await rig.api("GET", "/audit")
    const named = (body as { action: string; person: string; subject: string }[]).find(
      ({ action }) => action === "release",
    )
    assert.deepEqual([named?.person, named?.subject], ["alice", "v1.0.0-rc.1"])
  })

  it("one that comes with its own commit waits for what that builds", async (t) => {
    const project = tinyProject(t, STEERED)
    const rig = await ServerRig.start(t, project)
    project.git("tag", "v1.0.0-rc.1")
    const push = rig.startPush("main", "v1.0.0-rc.1")
    await push.waitFor("run 1 of", "stderr")
    assert.deepEqual(await namesOf(rig), [])
    writeFileSync(join(project.home, "go-on"), "")
    const { status, stderr } = await push.ended
    assert.equal(status, 0, stderr)
    assert.deepEqual(await namesOf(rig), ["v1.0.0-rc.1"])
    // It enters once it is verified in uat, which the tag's part of the push does not wait for.
    const staging = await until(
      "it is in staging",
      async () => (await rig.environment("staging")).deployed ?? undefined,
    )
    assert.equal(staging.version, "v1.0.0-rc.1")
  })

  it("one names nothing but a commit of a protected branch that was built", async (t) => {
    const rig = await deliveredRig(t)
    const { project } = rig
    project.git("tag", "v1.0.0-rc.1", "main^{tree}")
    await assertRefused(rig, /remote: slipway: /, "v1.0.0-rc.1")

    project.git("checkout", "--quiet", "-b", "feature/new")
    const feature = project.commit({ "web/content": "new" })
    await rig.pushed("feature/new")
    project.git("tag", "v1.0.0-rc.2", feature)
    await assertRefused(rig, /'v1\.0\.0-rc\.2' is not on a protected branch \(main\)/, "v1.0.0-rc.2")

    project.git("checkout", "--quiet", "main")
    const between = project.commit({ "web/content": "between" })
    project.commit({ "web/content": "tip" })
    await rig.pushed("main")
    project.git("tag", "v1.0.0-rc.3", between)
    await assertRefused(rig, /no release was built from .*, so 'v1\.0\.0-rc\.3' would name nothing/, "v1.0.0-rc.3")
    assert.deepEqual(await namesOf(rig), [])
  })

  it("a release that a branch and its squashed merge share goes by the commit of the protected branch", async (t) => {
    const rig = await deliveredRig(t)
    const { project } = rig
    project.git("checkout", "--quiet", "-b", "feature/new")
    project.commit({ "web/content": "new" })
    await rig.pushed("feature/new")
    project.git("checkout", "--quiet", "main")
    project.git("merge", "--quiet", "--squash", "feature/new")
    const squashed = project.commit({})
    await rig.pushed("main")
    // The branch once more, so that its commit is the newest that made the release.
    project.git("checkout", "--quiet", "feature/new")
    project.git("commit", "--quiet", "--allow-empty", "--message=nothing")
    await rig.pushed("feature/new")
    const { deployed } = await rig.environment("uat")
    assert.equal((await rig.preview("feature/new")).deployed?.release, deployed?.release)
    const digest = deployed?.release.slice("sha256:".length, "sha256:".length + 12) ?? ""
    assert.match(await rig.succeed("release", "1.0.0-rc.1", "--of", digest), /in staging/)
    assert.equal((await rig.environment("staging")).deployed?.commit, squashed)
  })

  it("one never moves, and is never taken away", async (t) => {
    const rig = await deliveredRig(t)
    const { project } = rig
    const first = project.git("rev-parse", "main")
    await rig.succeed("release", "1.0.0-rc.1")
    assert.equal(project.git("--git-dir", rig.gitFolder, "rev-parse", "v1.0.0-rc.1^{commit}"), first)

    project.commit({ "web/content": "second" })
    await rig.pushed("main")
    project.git("tag", "v1.0.0-rc.1")
    await assertRefused(rig, /'v1\.0\.0-rc\.1' names a release and never moves/, "--force", "v1.0.0-rc.1")
    await assertRefused(rig, /a release keeps its name/, "--delete", "v1.0.0-rc.1")
    const again = await rig.slipway("release", "1.0.0-rc.1")
    assert.equal(again.status, 1)
    assert.match(again.stderr, /'v1\.0\.0-rc\.1' names another release and never moves/)
    assert.equal((await rig.environment("staging")).deployed?.commit, first)
  })

  it("what the tag object says of itself does not count, only the ref and the commit", async (t) => {
    const rig = await deliveredRig(t)
    const { project } = rig
    project.git("tag", "--annotate", "--message=v2.0.0 of everything", "v2.0.0-rc.1")
    await rig.pushed("refs/tags/v2.0.0-rc.1:refs/tags/v1.0.0-rc.1")
    assert.deepEqual(await namesOf(rig), ["v1.0.0-rc.1"])
    for (const tag of ["v01.0.0", "v1.0", "v1.0.0-beta.1", "1.0.0"]) {
      project.git("tag", tag)
      assert.match(await rig.pushed(tag), new RegExp(`no environment waits for tag '${tag.replaceAll(".", "\\.")}'`))
    }
    assert.deepEqual(await namesOf(rig), ["v1.0.0-rc.1"])
  })

  it("a version whose git tag is somebody else's is refused and leaves no half name", async (t) => {
    const rig = await deliveredRig(t)
    const { project } = rig
    const first = project.git("rev-parse", "main")
    project.commit({ "web/content": "second" })
    await rig.pushed("main")
    // Past the hooks, as somebody with access to the server's folder could.
    project.git("--git-dir", rig.gitFolder, "update-ref", "refs/tags/v1.0.0-rc.1", first)
    const refused = await rig.slipway("release", "1.0.0-rc.1")
    assert.equal(refused.status, 1)
    assert.match(refused.stderr, /the tag 'v1\.0\.0-rc\.1' names commit .* and cannot move/)
    assert.deepEqual(await namesOf(rig), [])
    assert.equal((await rig.environment("staging")).deployed, null)
    await rig.succeed("release", "1.0.0-rc.2")
    assert.equal((await rig.environment("staging")).deployed?.version, "v1.0.0-rc.2")
  })
})
