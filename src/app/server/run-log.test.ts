import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { RunStore } from "../../ports/store/run-store.ts"
import type { RunEvent } from "../run-event.ts"
import { RunLog } from "./run-log.ts"
import { RunNotices } from "./run-notices.ts"

function rig(appendLog: (job: string, text: string) => Promise<void>) {
  const store = { appendLog: (_: number, job: string, text: string) => appendLog(job, text) } as RunStore
  return new RunLog(store, new RunNotices(), { run: 1, restoredLog: async () => Buffer.from("from before") })
}

function printed(text: string): RunEvent {
  return { type: "job-output", at: 0, job: "a", chunk: Buffer.from(text) }
}

function ended(more: { message?: string; restored?: { run: string; builder: null } } = {}): RunEvent {
  const { message = null, restored = null } = more
  return {
    ...{ type: "job-ended", at: 0, job: "a", status: "succeeded", attempt: 1, exitCode: 0, message, restored },
    ...{ flaky: null, startedAt: 0, durations: { waited: 0, ran: 0 }, coverage: null, tests: null, findings: null },
  }
}

describe("the log of a run", () => {
  it("writes what was printed in its order, and last why it ended", async () => {
    const texts: string[] = []
    const log = rig(async (_, text) => void texts.push(text))
    const long = `${"x".repeat(20_000)}\n`
    for (const event of [printed("one\n"), printed(long), printed("two"), ended({ message: "exit status 1" })]) {
      await log.take(event)
    }
    assert.deepEqual(texts, [`one\n${long}`, "two", "exit status 1\n"])
  })

  it("writes a little that was printed without waiting for more", async () => {
    const { promise: written, resolve } = Promise.withResolvers<string>()
    const log = rig(async (_, text) => resolve(text))
    await log.take(printed("hello"))
    assert.equal(await written, "hello")
  })

  it("keeps a million lines, and says that there were more", async () => {
    const texts: string[] = []
    const log = rig(async (_, text) => void texts.push(text))
    for (let part = 0; part < 11; part++) await log.take(printed("\n".repeat(100_000)))
    await log.take(printed("lost\n"))
    await log.take(ended())
    const text = texts.join("")
    assert.match(text.slice(-100), /the rest of this log is not kept: it is over 64 MiB or 1,000,000 lines/)
    assert(!text.includes("lost"))
    assert(text.split("\n").length < 1_200_000)
  })

  it("shows what a restored job printed when it ran, and in which run", async () => {
    const texts: string[] = []
    await rig(async (_, text) => void texts.push(text)).take(ended({ restored: { run: "7", builder: null } }))
    assert.deepEqual(texts, ["from before\n(restored: this is from run 7)\n"])
  })

  it("fails with the job's end where the store failed before, in the background", async () => {
    const { promise: tried, resolve } = Promise.withResolvers<void>()
    const log = rig(async () => {
      resolve()
      throw new Error("disk full")
    })
    await log.take(printed("hello"))
    await tried
    await assert.rejects(log.take(ended()), /disk full/)
  })
})
