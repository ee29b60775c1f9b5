import assert from "node:assert/strict"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { describe, it, type TestContext } from "node:test"
import type { MatrixColumn } from "../../src/app/server/status.ts"
import { ServerRig } from "../support/server-rig.ts"
import { instancesOf } from "../support/steered-service.ts"
import { addressOf, answered, answeredBeside, twoServices, version } from "../support/two-colours.ts"
import { until } from "../support/until.ts"

const MANUAL = `
environments:
  live: { from: { branch: main }, target: local, strategy: { kind: blue-green, switch: manual, keep: 1h } }
`

/** Kills the server, whatever it does, and starts it again. */
async function crash(rig: ServerRig): Promise<void> {
  await rig.end("SIGKILL")
  await rig.up()
}

/** A server whose `live` serves the first version as blue. */
async function serving(t: TestContext): Promise<ServerRig> {
  const rig = await ServerRig.start(t, twoServices(t, MANUAL))
  await rig.pushed("main")
  await rig.succeed("switch", "live")
  return rig
}

/** Waits until nothing is under way, and holds that one version, and no other, is what everybody gets. */
async function oneServes(rig: ServerRig): Promise<{ readonly serves: string; readonly column: MatrixColumn }> {
  const column = await until("all is well and at rest", async () => {
    const now = await rig.environment("live")
    const isWell = [...now.cells, ...(now.beside?.cells ?? [])].every(({ state }) => state === "running")
    const isMoving = now.promotions.some(({ state, note }) => state === "deploying" && note === null)
    const isEnding = now.deployed?.verification !== "succeeded"
    const isComplete = (await instancesOf(rig.project)).length === (now.beside ? 4 : 2)
    return isWell && !isMoving && !isEnding && isComplete ? now : undefined
  })
  const { front: serves } = await answered(rig, "live")
  const host = addressOf(column)
  for (let i = 0; i < 20; i++) {
    const { front, back } = (await (await fetch(host)).json()) as { front: string; back: string }
    assert.deepEqual([front, back], [serves, serves])
  }
  if (column.beside) {
    const { front, back } = await answeredBeside(column)
    assert.equal(front, back)
    assert.notEqual(front, serves)
  }
  return { serves, column }
}

describe("a server that is killed while colours change", () => {
  for (const line of ["back: healthy", "web: healthy", "stands by as green"]) {
    it(`after "${line}": what serves goes on, and the release stands by in the end`, async (t) => {
      const rig = await serving(t)
      rig.project.commit(version("second"))
      const push = rig.startPush("main")
      await push.waitFor(line, "stderr")
      await crash(rig)
      await push.ended
      await until("it stands by", async () => (await rig.environment("live")).beside?.role === "next")
      const before = await oneServes(rig)
      assert.deepEqual([before.serves, before.column.colour], ["first", "blue"])
      await rig.succeed("switch", "live")
      assert.equal((await oneServes(rig)).serves, "second")
    })
  }

  it("between a way back and its verification: that is done at the next start", async (t) => {
    const rig = await serving(t)
    rig.project.commit(version("second"))
    await rig.pushed("main")
    await rig.succeed("switch", "live")
    await rig.succeed("switch", "live", "--back")
    await rig.end("SIGKILL")
    const store = new DatabaseSync(join(rig.project.folder, ".slipway", "slipway.db"))
    const { changes } = store.prepare("update deployment set verification = null where kind = 'rollback'").run()
    store.close()
    assert.equal(changes, 1)
    await rig.up()
    assert.equal((await oneServes(rig)).serves, "first")
  })

  it("at the switch, there and back: one of the two serves, and the other is beside it", async (t) => {
    const rig = await serving(t)
    rig.project.commit(version("second"))
    await rig.pushed("main")
    for (const [command, line] of [
      [["switch", "live"], null],
      [["switch", "live"], "served by"],
      [["switch", "live", "--back"], null],
      [["switch", "live", "--back"], "deployment"],
    ] as const) {
      const { column } = await oneServes(rig)
      if (column.pinned !== null) await rig.succeed("resume", "live")
      const isThere = column.beside?.role === "kept"
      const asked = rig.project.start(command[2] === undefined && isThere ? ["switch", "live", "--back"] : command)
      if (line !== null) await asked.waitFor(line).catch(() => {})
      await crash(rig)
      await asked.ended
      const after = await oneServes(rig)
      assert(["first", "second"].includes(after.serves))
      assert.equal(after.column.beside?.cells.length, 2, JSON.stringify(after.column))
    }
  })
})
