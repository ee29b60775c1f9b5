import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { JobEnded } from "../../app/run-event.ts"
import type { FailedTest, Flaky, TestResults } from "../../core/evidence/test-results.ts"
import { painter } from "../paint.ts"
import { failingTestLines, flakyLines } from "./test-lines.ts"

const paint = painter(false)

function named(name: string, more: Partial<FailedTest> = {}): FailedTest {
  return { name, file: null, line: null, message: null, ...more }
}

function results(failing: readonly FailedTest[], failed = failing.length): TestResults {
  return { passed: 0, failed, skipped: 0, failing, flaky: [] }
}

function ended(tests: TestResults | null, flaky: Flaky | null = null): JobEnded {
  const job = { type: "job-ended", at: 0, job: "web:unit", status: "succeeded", attempt: 1, exitCode: 0 } as const
  const results = { message: null, coverage: null, tests, findings: null, flaky, restored: null }
  return { ...job, ...results, startedAt: 0, durations: { waited: 0, ran: 0 } }
}

describe("the tests that failed", () => {
  it("are named with their place and message", () => {
    const tests = [named("a", { file: "a.test.ts", line: 7, message: "1 == 2" }), named("b", { file: "b.test.ts" })]
    const expected = ["    ✗ a  a.test.ts:7", "      1 == 2", "    ✗ b  b.test.ts"]
    assert.deepEqual(failingTestLines(ended(results(tests)), paint), expected)
  })

  it("are bounded in number", () => {
    const tests = Array.from({ length: 50 }, (_, index) => named(`t${index}`))
    const lines = failingTestLines(ended(results(tests, 1234)), paint)
    assert.equal(lines.length, 11)
    assert.equal(lines.at(-1), "    … and 1224 more")
  })

  it("cannot command the terminal", () => {
    const hostile = "\u001b]0;title\u0007\u001b[2Jx\u202ey"
    const test = named(hostile, { file: hostile, message: hostile })
    assert.deepEqual(failingTestLines(ended(results([test])), paint), ["    ✗ xy  xy", "      xy"])
  })

  it("are none where no report tells", () => assert.deepEqual(failingTestLines(ended(null), paint), []))
})

describe("what was flaky", () => {
  it("is a job, with the tests that failed before", () => {
    const lines = flakyLines([ended(null), ended(null, { failures: 2, tests: ["a"] })], paint)
    assert.deepEqual(lines, ["", "↻ web:unit  flaky: failed 2 times and then passed", "    a"])
  })

  it("is a test that its own tool tried again", () => {
    const lines = flakyLines([ended(null, { failures: 0, tests: Array(11).fill("a") })], paint)
    assert.equal(lines[1], "↻ web:unit  has flaky tests")
    assert.equal(lines.at(-1), "    … and 1 more")
  })

  it("is nothing where nothing was", () => assert.deepEqual(flakyLines([ended(null)], paint), []))
})
