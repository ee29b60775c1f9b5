import assert from "node:assert/strict"
import { existsSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { describe, it } from "node:test"
import { temporaryFolder } from "../../../test/support/temporary-folder.ts"
import { digestOf } from "../../core/shared/digest.ts"
import type { ExecutedRun } from "../../ports/job-history.ts"
import { LocalJobHistory } from "./local-job-history.ts"

const key = digestOf("key")
const platform = { platform: "linux/x64", executor: "host" }
const withNode = { ...platform, "tool:node": "v24" }

function ranJobs(run: string, jobs: readonly string[], more: Partial<ExecutedRun> = {}): ExecutedRun {
  const executed = jobs.map((job) => ({ job, status: "succeeded", key, endedAt: 1000 }) as const)
  const facts = new Map(["a", "b", "c"].map((job) => [job, job === "c" ? withNode : platform]))
  return { project: "shop", run, treeish: "1".repeat(40), isCommitted: true, facts, executed, ...more }
}

function historyIn(folder: string) {
  const warnings: string[] = []
  const file = join(folder, "deep", "history.db")
  return { file, warnings, history: new LocalJobHistory({ file, warn: (line) => warnings.push(line) }) }
}

function runsIn(file: string): readonly unknown[] {
  const database = new DatabaseSync(file)
  try {
    return database
      .prepare("SELECT id FROM run ORDER BY id")
      .all()
      .map(({ id }) => id)
  } finally {
    database.close()
  }
}

describe("the history of jobs", () => {
  it("knows when a job last ran, and on what", async () => {
    await using folder = await temporaryFolder()
    const { history } = historyIn(folder.path)
    await history.note(ranJobs("r1", ["a", "c"]))
    const { executed, ...run } = ranJobs("r1", ["a"])
    assert.deepEqual(await history.last("shop", "a"), { ...run, ...executed[0] })
    assert.equal(await history.last("shop", "b"), undefined)
    assert.equal(await history.last("other", "a"), undefined)
  })

  it("keeps the last of each job, and forgets the runs that no job names any more", async () => {
    await using folder = await temporaryFolder()
    const { file, history } = historyIn(folder.path)
    await history.note(ranJobs("r1", ["a", "b"]))
    await history.note(ranJobs("r2", ["a"], { treeish: "2".repeat(40), isCommitted: false }))
    const last = await history.last("shop", "a")
    assert.deepEqual([last?.run, last?.treeish, last?.isCommitted], ["r2", "2".repeat(40), false])
    assert.equal((await history.last("shop", "b"))?.run, "r1")
    assert.deepEqual(runsIn(file), ["r1", "r2"])
    await history.note(ranJobs("r3", ["b"]))
    assert.deepEqual(runsIn(file), ["r2", "r3"])
  })

  it("makes nothing unless something ran", async () => {
    await using folder = await temporaryFolder()
    const { file, history } = historyIn(folder.path)
    await history.note(ranJobs("r1", []))
    await history.last("shop", "a")
    assert.equal(existsSync(join(file, "..")), false)
  })

  it("is of several processes and projects at once", async () => {
    await using folder = await temporaryFolder()
    const [one, two] = [historyIn(folder.path).history, historyIn(folder.path).history]
    await Promise.all([one.note(ranJobs("r1", ["a"])), two.note(ranJobs("r2", ["a"], { project: "other" }))])
    assert.equal((await two.last("shop", "a"))?.run, "r1")
    assert.equal((await one.last("other", "a"))?.run, "r2")
  })

  it("takes names as they are, whatever is in them", async () => {
    await using folder = await temporaryFolder()
    const { history } = historyIn(folder.path)
    const hostile = "'; DROP TABLE run; --"
    await history.note(ranJobs(hostile, [hostile], { project: hostile }))
    assert.equal((await history.last(hostile, hostile))?.run, hostile)
  })

  it("begins anew when it is damaged, with a warning; what it held was never noted", async () => {
    await using folder = await temporaryFolder()
    const { file, warnings, history } = historyIn(folder.path)
    await history.note(ranJobs("r1", ["a"]))
    writeFileSync(file, "no database at all, and longer than the header of one would be ".repeat(40))
    assert.equal(await history.last("shop", "a"), undefined)
    await history.note(ranJobs("r2", ["a"]))
    assert.match(warnings.join("\n"), /not noted/)
    await history.note(ranJobs("r3", ["a"]))
    assert.equal((await history.last("shop", "a"))?.run, "r3")
    assert.equal(warnings.length, 1)
  })
})
