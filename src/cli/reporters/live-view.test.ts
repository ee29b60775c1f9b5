import assert from "node:assert/strict"
import { describe, it } from "node:test"
import fc from "fast-check"
import { painter } from "../paint.ts"
import { type LiveJob, type LiveState, liveView } from "./live-view.ts"
import { textWidth } from "./text-width.ts"

const paint = painter(false)
const job = (name: string, more: Partial<LiveJob> = {}): LiveJob => {
  return { job: name, startedAt: 10_000, attempt: 1, lastLine: `${name} says this`, ...more }
}
const state = (running: readonly LiveJob[], more: Partial<LiveState> = {}): LiveState => {
  return { running, ended: [], total: 10, startedAt: 0, now: 75_000, frame: 0, ...more }
}

describe("the live view", () => {
  it("shows each running job with its time and last line, and how far the run is", () => {
    const running = [job("gateway:unit"), job("lint", { startedAt: 74_000, attempt: 2 })]
    const ended = ["succeeded", "failed", "errored", "succeeded"] as const
    assert.deepEqual(liveView(state(running, { ended }), { columns: 100, rows: 24 }, paint), [
      "◐ gateway:unit        1 m 05 s  gateway:unit says this",
      "◐ lint          attempt 2, 1 s  lint says this",
      "━━━━━━━━────────────  4 of 10 done, 1 failed, 1 errored, 2 running  1 m 15 s  Ctrl-C stops",
    ])
  })

  it("leaves out what there is no room for", () => {
    const running = Array.from({ length: 300 }, (_, index) => job(`package-with-a-long-name-${index}:unit`))
    assert.deepEqual(liveView(state(running), { columns: 40, rows: 6 }, paint), [
      "◐ package-with-a-long…  1 m 05 s  pack…",
      "◐ package-with-a-long…  1 m 05 s  pack…",
      "  and 298 more",
      "  0 of 10 done, 300 running  1 m 15 s",
    ])
  })

  it("never is wider or higher than the terminal", () => {
    const name = fc.string({ unit: fc.constantFrom("a", "日", "-", ":"), minLength: 1, maxLength: 60 })
    const running = fc.array(
      name.map((text) => job(text)),
      { maxLength: 40 },
    )
    const size = fc.record({ columns: fc.integer({ min: 4, max: 120 }), rows: fc.integer({ min: 4, max: 50 }) })
    const property = fc.property(running, size, (jobs, terminal) => {
      const lines = liveView(state(jobs), terminal, paint)
      assert(lines.length <= terminal.rows - 1, `${lines.length} lines`)
      for (const line of lines) assert(textWidth(line) < terminal.columns, line)
    })
    fc.assert(property)
  })
})
