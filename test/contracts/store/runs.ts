import assert from "node:assert/strict"
import { it } from "node:test"
import { digestOf } from "../../../src/core/shared/digest.ts"
import { race, type WithStores } from "../store-contract.ts"
import { NOW, newEvent, newRun, runJob } from "../store-samples.ts"

export function testRuns(withStores: WithStores): void {
  it(
    "creates, changes and finds runs",
    withStores(async ({ events, runs }) => {
      const [event] = await events.accept([newEvent()])
      const first = await runs.create(newRun({ event: event?.seq ?? null, ref: "refs/heads/main" }))
      const second = await runs.create(newRun({ purpose: "verification", environment: "uat" }))
      const state = {
        ...{ status: "waiting", attempt: 1, startedAt: null, endedAt: null, message: null, canceledBy: null },
      } as const
      assert.deepEqual(first, {
        id: first.id,
        ...newRun({ event: event?.seq ?? null, ref: "refs/heads/main" }),
        ...state,
      })
      assert.deepEqual(await runs.latest(10), [second, first])
      assert.deepEqual(await runs.latest(1), [second])
      assert.deepEqual(await runs.latest(10, second.id), [first])
      assert.deepEqual(await runs.ofEvent(event?.seq ?? 0), [first])
      await runs.update(first.id, { status: "running", attempt: 2, startedAt: NOW })
      await runs.update(first.id, {})
      assert.deepEqual(await runs.get(first.id), { ...first, status: "running", attempt: 2, startedAt: NOW })
      assert.equal((await runs.unfinished()).length, 2)
      await runs.update(second.id, { status: "errored", endedAt: NOW, message: "lost" })
      assert.deepEqual(
        (await runs.unfinished()).map(({ id }) => id),
        [first.id],
      )
      assert.equal(await runs.get(second.id + 1), undefined)
    }),
  )
  it(
    "finds runs by what people remember of them",
    withStores(async ({ runs }) => {
      const main = await runs.create(newRun({ ref: "refs/heads/main", commit: `abcd${"0".repeat(36)}` }))
      const odd = await runs.create(newRun({ ref: "refs/heads/feature/100%_Ü", commit: `abce${"0".repeat(36)}` }))
      const found = async (text: string) => (await runs.search(text, 10)).map(({ id }) => id)
      assert.deepEqual(await found("MAIN"), [main.id])
      assert.deepEqual(await found("100%_"), [odd.id])
      assert.deepEqual(await found("0__"), [])
      assert.deepEqual(await found("abce"), [odd.id])
      assert.deepEqual(await runs.search("refs", 1), [odd])
      assert.deepEqual(await runs.ofDeployments([1]), [])
    }),
  )
  it(
    "refuses what belongs to no run",
    withStores(async ({ runs }) => {
      await assert.rejects(runs.saveJob(runJob(7, "lint")))
      await assert.rejects(runs.appendLog(7, "lint", "text"))
      await assert.rejects(runs.create(newRun({ event: 7 })))
    }),
  )
  it(
    "saves jobs over what they were, in the plan's order",
    withStores(async ({ runs }) => {
      const { id } = await runs.create(newRun())
      const unit = runJob(id, "gateway:unit", { position: 1 })
      const lint = runJob(id, "gateway:lint", { position: 0 })
      await runs.saveJob(unit)
      await runs.saveJob(lint)
      const detail = {
        kind: "job" as const,
        ...{ needs: ["gateway:lint"], coverageMinimum: 80, flaky: null, restored: null, findings: null },
        coverage: { covered: 3, total: 4 },
        tests: {
          passed: 1,
          failed: 1,
          skipped: 0,
          failing: [{ name: "a > ü", file: null, line: 3, message: null }],
          flaky: [],
        },
      }
      const done = { ...unit, status: "failed", exitCode: 1, endedAt: NOW, key: digestOf("key"), detail } as const
      await runs.saveJob(done)
      assert.deepEqual(await runs.jobs(id), [lint, done])
    }),
  )
  it(
    "reads logs by run, job and place, and forgets them with an attempt",
    withStores(async ({ runs }) => {
      const { id } = await runs.create(newRun())
      const other = await runs.create(newRun())
      await runs.saveJob(runJob(id, "a"))
      for (const [job, text] of ["a1", "b2", "a3"].map((line) => [line[0] ?? "", `${line}\n`] as const)) {
        await runs.appendLog(id, job, text)
      }
      await runs.appendLog(other.id, "a", "other\n")
      const all = await runs.readLog(id, { limit: 10 })
      assert.deepEqual(
        all.map(({ job, text }) => `${job}:${text}`),
        ["a:a1\n", "b:b2\n", "a:a3\n"],
      )
      assert.deepEqual(await runs.readLog(id, { job: "a", limit: 10 }), [all[0], all[2]])
      assert.deepEqual(await runs.readLog(id, { after: all[0]?.id ?? 0, limit: 1 }), [all[1]])
      await runs.clear(id)
      assert.deepEqual(await runs.readLog(id, { limit: 10 }), [])
      assert.deepEqual(await runs.jobs(id), [])
      assert.equal((await runs.readLog(other.id, { limit: 10 })).length, 1)
    }),
  )
  it(
    "finds the chunk in which a line begins, however the log is cut",
    withStores(async ({ runs }) => {
      const { id } = await runs.create(newRun())
      assert.equal(await runs.countLines(id, "a"), 0)
      assert.equal(await runs.chunkOfLine(id, "a", 0), undefined)
      const texts = ["zero\none", " goes", " on\n", "two\nthree\n", "fo", "ur"]
      for (const text of texts) {
        await runs.appendLog(id, "a", text)
        await runs.appendLog(id, "b", "\n\n")
      }
      const chunks = await runs.readLog(id, { job: "a", limit: 10 })
      const found: (string | undefined)[] = []
      for (let line = 0; line < 5; line++) {
        const chunk = await runs.chunkOfLine(id, "a", line)
        found.push(`${chunks.find((one) => one.id === chunk?.id)?.text} from ${chunk?.firstLine}`)
      }
      assert.deepEqual(found, [
        "zero\none from 0",
        "zero\none from 0",
        " on\n from 1",
        "two\nthree\n from 2",
        "two\nthree\n from 2",
      ])
      assert.equal(await runs.countLines(id, "a"), 5)
      assert.equal(await runs.countLines(id, "b"), 12)
    }),
  )
  it(
    "shows a follower every chunk, whatever is appended at the same time",
    withStores(async ({ runs }, all) => {
      const { id } = await runs.create(newRun())
      const read: string[] = []
      const following = (async () => {
        let after = 0
        while (read.length < 400) {
          for (const chunk of await runs.readLog(id, { after, limit: 500 })) {
            read.push(chunk.text)
            after = chunk.id
          }
        }
      })()
      await race(all, async (store, racer) => {
        for (let line = 0; line < 20; line++) await store.runs.appendLog(id, `job${racer % 3}`, `${racer}.${line}`)
      })
      await following
      assert.equal(new Set(read).size, 400)
    }),
  )
}
