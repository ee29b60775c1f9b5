import assert from "node:assert/strict"
import type { Failure, FailureReason } from "../../src/core/shared/failure.ts"
import type { Result } from "../../src/core/shared/result.ts"

/** The value of a result that must not be a failure. */
export function valueFrom<T>(result: Result<T>): T {
  if (!result.ok) assert.fail(`${result.failure.reason}: ${result.failure.message}\n${result.failure.log?.join("\n")}`)
  return result.value
}

/** The failure of a result that must be one, for this reason. */
export function failureFrom(result: Result<unknown>, reason: FailureReason): Failure {
  if (result.ok) assert.fail(`expected ${reason}, got ${JSON.stringify(result.value)}`)
  assert.equal(result.failure.reason, reason, result.failure.message)
  return result.failure
}
