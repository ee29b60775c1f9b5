import assert from "node:assert/strict"
import { readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, it, type TestContext } from "node:test"
import { assertGone, folderOf } from "../support/assert-gone.ts"
import { processesAtHomeIn } from "../support/end-processes.ts"
import { request, ServerRig } from "../support/server-rig.ts"
import { tinyFiles, tinyProject } from "../support/tiny-project.ts"

function environments(ephemeral: string, jobs = ""): string {
  return `${jobs}
environments:
  preview: { from: { branch: "feature/*" }, ephemeral: ${ephemeral}, target: local }
  uat: { from: { branch: main }, target: local }
`
}

/** A server with `main`, and this branch on top of it, not pushed yet. */
async function rigWithBranch(t: TestContext, definition: string, branch: string): Promise<ServerRig> {
  const project = tinyProject(t, definition)
  const rig = await ServerRig.start(t, project)
  await rig.pushed("main")
  project.git("checkout", "--quiet", "-b", branch)
  project.commit({ "web/content": branch })
  return rig
}

describe("preview environments", { concurrency: 2 }, () => {
  it("one goes with its branch, and nothing else does", async (t) => {
    const rig = await rigWithBranch(t, environments("{}"), "feature/one")
    await rig.pushed("feature/one")
    const preview = await rig.preview("feature/one")
    assert.equal(await (await request(preview, "web")).text(), "feature/one")
    assert.equal((await processesAtHomeIn(folderOf(rig, preview.environment))).length, 1)
    assert.match(
      await rig.pushed("--delete", "feature/one"),
      /the branch was deleted; its environment .* is taken down/,
    )
    await assertGone(rig, preview, "web")
    assert.equal(await (await request(await rig.environment("uat"), "web")).text(), "first")
    assert.deepEqual(readdirSync(folderOf(rig, "")), ["uat"])
  })

  it("one is not brought back by a run that ends after its branch", async (t) => {
    const wait = `jobs: { wait: 'until [ -e "$HOME/go-on" ] || grep -q first web/content; do sleep 0.05; done' }`
    const rig = await rigWithBranch(t, environments("{}", wait), "feature/late")
    const push = rig.startPush("feature/late")
    await push.waitFor("run 2 of", "stderr")
    await rig.pushed("--delete", "feature/late")
    writeFileSync(join(rig.project.home, "go-on"), "")
    const { stderr } = await push.ended
    assert.match(stderr, /failed: its branch is gone/)
    const { columns } = await rig.status()
    assert.deepEqual(
      columns.map(({ environment }) => environment),
      ["uat"],
    )
  })

  it("one ends by itself when its time is over, and a push of its branch brings it again", async (t) => {
    const rig = await rigWithBranch(t, environments("{ ttl: 10s }"), "feature/short")
    await rig.pushed("feature/short")
    const preview = await rig.preview("feature/short")
    assert.equal(typeof preview.expiresAt, "number")
    assert.equal((await rig.environment("uat")).expiresAt, null)
    await assertGone(rig, preview, "web")
    rig.project.commit({ "web/content": "again" })
    await rig.pushed("feature/short")
    assert.equal(await (await request(await rig.preview("feature/short"), "web")).text(), "again")
  })

  it("a push extends the time that is left", async (t) => {
    const rig = await rigWithBranch(t, environments("{ ttl: 1h }"), "feature/long")
    await rig.pushed("feature/long")
    const before = await rig.preview("feature/long")
    rig.project.commit({ "web/content": "again" })
    await rig.pushed("feature/long")
    const after = await rig.preview("feature/long")
    assert(Number(after.expiresAt) > Number(before.expiresAt), `${before.expiresAt} ${after.expiresAt}`)
  })

  it("there are never more than the limit; one that is destroyed makes room", async (t) => {
    const rig = await rigWithBranch(t, environments("{ limit: 1 }"), "feature/one")
    await rig.pushed("feature/one")
    const first = await rig.preview("feature/one")
    rig.project.git("checkout", "--quiet", "-b", "feature/two")
    rig.project.commit({ "web/content": "two" })
    const said = await rig.pushed("feature/two")
    assert.match(said, /failed: 1 of 1 'preview' environments exist: end one, the oldest: slipway env destroy demo-/)
    assert(!(await rig.status()).columns.some(({ branch }) => branch === "feature/two"))

    assert.match(await rig.succeedAs("alice", "env", "destroy", first.environment), /is gone/)
    await assertGone(rig, first, "web")
    rig.project.commit({ "web/content": "two again" })
    await rig.pushed("feature/two")
    assert.equal(await (await request(await rig.preview("feature/two"), "web")).text(), "two again")
  })

  it("a permanent environment is destroyed only by its owner, who says so twice", async (t) => {
    const rig = await ServerRig.start(t, tinyProject(t, environments("{}")))
    await rig.pushed("main")
    const plain = await rig.slipway("env", "destroy", "uat")
    assert.equal(plain.status, 1)
    assert.match(plain.stderr, /permanent/)
    const stranger = await rig.slipwayAs("alice", "env", "destroy", "uat", "--force")
    assert.equal(stranger.status, 1)
    assert.match(stranger.stderr, /only olivia may do this/)
    assert.equal(await (await request(await rig.environment("uat"), "web")).text(), "first")
    await rig.succeed("env", "destroy", "uat", "--force")
    assert.equal((await rig.environment("uat")).deployed, null)
    rig.project.commit(tinyFiles(environments("{}"), "second"))
    await rig.pushed("main")
    assert.equal(await (await request(await rig.environment("uat"), "web")).text(), "second")
  })
})
