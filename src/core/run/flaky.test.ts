import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { type Flaky, LISTED, type TestResults } from "../evidence/test-results.ts"
import type { AttemptStatus } from "./apply.ts"
import { flakyOf } from "./flaky.ts"

function tried(status: AttemptStatus, failing: readonly string[] | null = null, flaky: readonly string[] = []) {
  const named = (failing ?? []).map((name) => ({ name, file: null, line: null, message: null }))
  const tests: TestResults = { passed: 1, failed: named.length, skipped: 0, failing: named, flaky }
  return { status, tests: failing === null ? null : tests }
}

describe("a job is flaky", () => {
  type Tried = ReturnType<typeof tried>
  const cases: [string, Tried[], Tried, Flaky | null][] = [
    ["never at once", [], tried("succeeded"), null],
    ["when it failed and then passed", [tried("failed")], tried("succeeded"), { failures: 1, tests: [] }],
    ["not when nobody could tell at first", [tried("errored")], tried("succeeded"), null],
    ["not when it fails in the end", [tried("failed", ["a"])], tried("failed", ["b"]), null],
    ["not when it was canceled", [tried("failed", ["a"])], tried("canceled"), null],
    [
      "with each test once that failed before",
      [tried("failed", ["a", "b"]), tried("errored"), tried("failed", ["b", "c"])],
      tried("succeeded", []),
      { failures: 2, tests: ["a", "b", "c"] },
    ],
    ["when its own tool had to try again", [], tried("succeeded", [], ["x"]), { failures: 0, tests: ["x"] }],
  ]
  for (const [name, earlier, last, expected] of cases) {
    it(name, () => assert.deepEqual(flakyOf(earlier, last), expected))
  }

  it("and names no endless number of tests", () => {
    const names = Array.from({ length: LISTED + 1 }, (_, index) => `test ${index}`)
    assert.equal(flakyOf([tried("failed", names)], tried("succeeded"))?.tests.length, LISTED)
  })
})
