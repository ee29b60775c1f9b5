import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { existsSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { describe, it } from "node:test"
import { assertGone, folderOf } from "../support/assert-gone.ts"
import { processesAtHomeIn } from "../support/end-processes.ts"
import { ServerRig } from "../support/server-rig.ts"
import { tinyProject } from "../support/tiny-project.ts"
import { until } from "../support/until.ts"

const definition = (ephemeral: string) => `
environments:
  preview: { from: { branch: "feature/*" }, ephemeral: ${ephemeral}, target: local }
  uat: { from: { branch: main }, target: local }
`

/** A server with `main` and a preview of this branch. */
async function rigWithPreview(t: Parameters<typeof tinyProject>[0], ephemeral: string, branch: string) {
  const project = tinyProject(t, definition(ephemeral))
  const rig = await ServerRig.start(t, project)
  await rig.pushed("main")
  project.git("checkout", "--quiet", "-b", branch)
  project.commit({ "web/content": branch })
  await rig.pushed(branch)
  return { rig, project, preview: await rig.preview(branch) }
}

describe("lifetimes of previews", { concurrency: 2 }, () => {
  it("one that is pinned outlives its time and its branch, and goes once it is unpinned", async (t) => {
    const { rig, preview } = await rigWithPreview(t, "{ ttl: 30s }", "feature/demo")
    const { environment } = preview
    assert.match(await rig.succeedAs("alice", "env", "pin", environment, "--reason", "demo on Friday"), /stays/)
    assert.match(
      await rig.pushed("--delete", "feature/demo"),
      /the branch was deleted; its environment .* stays: pinned by alice: demo on Friday/,
    )
    const shown = await rig.succeed("env", "show", environment)
    assert.match(shown, /kind +preview of feature\/demo/)
    assert.match(shown, /time +pinned by alice: demo on Friday/)
    assert.match(shown, /owner +olivia/)
    assert.match(shown, /service +web {2}running {2}http/)
    await rig.succeed("env", "unpin", environment)
    await assertGone(rig, preview, "web")
    const actions = await rig.succeed("audit")
    for (const action of ["pin-environment", "unpin-environment"]) assert(actions.includes(action), actions)
  })

  it("one gets more time by command, never less, and a permanent one has none to extend", async (t) => {
    const { rig, preview } = await rigWithPreview(t, "{ ttl: 1h }", "feature/long")
    const { environment, expiresAt } = preview
    await rig.succeed("env", "extend", environment, "--for", "48h")
    const extended = (await rig.preview("feature/long")).expiresAt
    assert(Number(extended) > Number(expiresAt) + 46 * 3_600_000, `${expiresAt} ${extended}`)
    await rig.succeed("env", "extend", environment)
    assert.equal((await rig.preview("feature/long")).expiresAt, extended)
    assert.match((await rig.slipway("env", "extend", "uat")).stderr, /'uat' is a permanent environment/)
    assert.match((await rig.slipway("env", "pin", "nothing")).stderr, /there is no environment 'nothing'/)
    assert.match((await rig.slipway("env", "extend", environment, "--for", "soon")).stderr, /a duration is a number/)
  })

  it("one goes when its branch was squashed into the protected one, and one whose images differ stays", async (t) => {
    const { rig, project, preview } = await rigWithPreview(t, "{}", "feature/squashed")
    project.git("checkout", "--quiet", "-b", "feature/other", "main")
    project.commit({ "web/content": "other" })
    await rig.pushed("feature/other")
    project.git("checkout", "--quiet", "main")
    project.git("merge", "--quiet", "--squash", "feature/squashed")
    project.commit({ "README.md": "beside images" })
    assert.match(await rig.pushed("main"), /'feature\/squashed' was merged into 'main'; its environment/)
    await assertGone(rig, preview, "web")
    assert.equal((await rig.preview("feature/other")).removing, false)
  })

  it("what is left of environments that are gone is taken away, and nothing of anybody else", async (t) => {
    const { rig, project, preview } = await rigWithPreview(t, "{}", "feature/lost")
    assert.equal((await processesAtHomeIn(folderOf(rig, preview.environment))).length, 1)
    await rig.end("SIGKILL")
    const database = new DatabaseSync(join(project.folder, ".slipway", "slipway.db"))
    for (const table of ["instance", "address"]) {
      database.prepare(`delete from ${table} where environment = ?`).run(preview.environment)
    }
    database.prepare("delete from environment where name = ?").run(preview.environment)
    database.close()
    const foreign = folderOf(rig, "somebody-elses")
    mkdirSync(foreign)
    writeFileSync(join(foreign, "file"), "kept")
    const other = spawn("/bin/sleep", ["600"], {
      env: { SLIPWAY_OWNER: `other-server/${preview.environment}/web/d1-web-1`, HOME: project.home },
      stdio: "ignore",
    })
    t.after(() => other.kill())
    await rig.up()
    await until("its folder is gone", async () => !existsSync(folderOf(rig, preview.environment)))
    assert.deepEqual(await processesAtHomeIn(folderOf(rig, preview.environment)), [])
    assert(existsSync(join(foreign, "file")))
    assert.equal(other.exitCode, null)
    assert.match(await rig.succeed("audit"), /remove-leftovers/)
  })
})
