import assert from "node:assert/strict"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { it } from "node:test"
import { ServerRig } from "../support/server-rig.ts"
import { tinyProject } from "../support/tiny-project.ts"

const UAT = `
jobs: { show: echo shown }
environments: { uat: { from: { branch: main }, target: local } }
`

/** What a server meets that nobody thought of: a table of its database is gone. */
function dropTable(rig: ServerRig, table: string): void {
  using database = new DatabaseSync(join(rig.project.folder, ".slipway", "slipway.db"))
  database.exec(`pragma foreign_keys = off; drop table ${table}`)
}

for (const [what, table, message, status] of [
  ["run", "log_chunk", /run 1 errored: something went wrong in the server; its log says what/, "errored"],
  ["deployment", "instance", /promotion 1 to uat failed: something went wrong in the server/, "succeeded"],
] as const) {
  it(`a bug in the middle of a ${what} ends it, tells who pushed, and is never a success`, async (t) => {
    const rig = await ServerRig.start(t, tinyProject(t, UAT))
    dropTable(rig, table)
    assert.match(await rig.pushed("main"), message)
    const { body } = await rig.api("GET", "/runs")
    assert.deepEqual(
      (body as { status: string; attempt: number }[]).map((run) => [run.status, run.attempt]),
      [[status, 1]],
    )
    assert.equal((await rig.environment("uat")).deployed, null)
  })
}
