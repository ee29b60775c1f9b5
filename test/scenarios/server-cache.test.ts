import assert from "node:assert/strict"
import { cpSync, rmSync } from "node:fs"
import { join } from "node:path"
import { describe, it, type TestContext } from "node:test"
import { PREDICATE } from "../../src/core/evidence/statement.ts"
import { RunRig } from "../support/run-rig.ts"
import { ServerRig } from "../support/server-rig.ts"
import { blob, flipByte, layerOf, statementOf } from "../support/stored-evidence.ts"
import { tinyFiles } from "../support/tiny-project.ts"

const DEFINITION = `
packages:
  lib:
    directory: lib
    jobs:
      check: { run: "echo checked; cat words", inputs: [words] }
      quiet: { run: "true", inputs: [words] }
environments: { uat: { from: { branch: main }, target: local } }
`

/** A server whose `uat` serves the first content. */
async function started(t: TestContext): Promise<ServerRig> {
  const project = RunRig.withFiles(t, { ...tinyFiles(DEFINITION), "lib/words": "größer" })
  const rig = await ServerRig.start(t, project)
  const told = await rig.pushed("main")
  assert.match(told, /succeeded lib:check in/)
  await rig.serves("uat", "first")
  return rig
}

/** What `slipway runs log` shows of a job, without its prefix. */
async function logOf(rig: ServerRig, run: number, job: string): Promise<string> {
  return (await rig.succeed("runs", "log", String(run), job)).replaceAll(`${job} | `, "")
}

describe("a server with results of earlier runs", { concurrency: true }, () => {
  it("restores what has not changed, says so, shows what it printed, and its evidence still opens the gates", async (t) => {
    const rig = await started(t)
    const before = (await rig.environment("uat")).deployed
    rig.project.commit({ "web/content": "second" })
    const told = await rig.pushed("main")
    assert.match(told, /restored {2}lib:check *$/m)
    assert.match(told, /restored {2}lib:quiet *$/m)
    assert.match(told, /succeeded web:image in/)
    await rig.serves("uat", "second")
    assert.equal(await logOf(rig, 1, "lib:check"), "checked\ngrößer\n")
    assert.equal(await logOf(rig, 2, "lib:check"), "checked\ngrößer\n(restored: this is from run 1)\n")
    assert.equal(await logOf(rig, 2, "lib:quiet"), "(restored: this is from run 1)\n")

    rig.project.commit({ "web/content": "first", "README.md": "about it" })
    const again = await rig.pushed("main")
    assert.match(again, /restored {2}web:image *$/m)
    await rig.serves("uat", "first")
    const now = (await rig.environment("uat")).deployed
    assert.equal(now?.release, before?.release, "the same images are the same release")
  })

  it("restores nothing whose evidence is damaged or gone: a push heals it", async (t) => {
    const rig = await started(t)
    flipByte(blob(rig, layerOf(rig, statementOf(rig, PREDICATE.jobs))))
    rmSync(blob(rig, statementOf(rig, PREDICATE.provenance)))
    rig.project.commit({ "README.md": "about it" })
    const told = await rig.pushed("main")
    for (const job of ["lib:check", "lib:quiet", "web:image"]) assert.match(told, new RegExp(`succeeded ${job} in`))
    rig.project.commit({ "README.md": "more about it" })
    assert.match(await rig.pushed("main"), /restored {2}web:image *$/m)
  })

  it("believes neither what slipway run has kept on its machine, nor results of another server", async (t) => {
    const other = await started(t)
    await other.end("SIGTERM")
    const project = RunRig.withFiles(t, { ...tinyFiles(DEFINITION), "lib/words": "größer" })
    assert.equal((await project.slipway("run")).status, 0)
    const results = join(".slipway", "cache", "server-jobs")
    cpSync(join(other.project.folder, results), join(project.folder, results), { recursive: true })
    const rig = await ServerRig.start(t, project)
    const told = await rig.pushed("main")
    for (const job of ["lib:check", "lib:quiet", "web:image"]) assert.match(told, new RegExp(`succeeded ${job} in`))
  })
})
