import { type Flaky, LISTED, type TestResults } from "../evidence/test-results.ts"
import type { AttemptStatus } from "./apply.ts"

interface Tried {
  readonly status: AttemptStatus
  readonly tests: TestResults | null
}

/**
 * Whether a job was flaky: an attempt, or one of its tests, failed and then passed. Within a run the fingerprint is the
 * same for all attempts. One that was *errored* and then passed was not flaky: nobody could tell what it would have said.
 */
export function flakyOf(earlier: readonly Tried[], last: Tried): Flaky | null {
  if (last.status !== "succeeded") return null
  const failed = earlier.filter((attempt) => attempt.status === "failed")
  const failing = failed.flatMap(({ tests }) => tests?.failing.map(({ name }) => name) ?? [])
  const names = [...new Set([...failing, ...(last.tests?.flaky ?? [])])]
  if (failed.length === 0 && names.length === 0) return null
  return { failures: failed.length, tests: names.slice(0, LISTED) }
}
