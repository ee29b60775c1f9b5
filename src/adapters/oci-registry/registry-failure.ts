import type { Failure, FailureReason } from "../../core/shared/failure.ts"
import { FailureError, failed, ok, type Result } from "../../core/shared/result.ts"

/** An expected failure on its way to the adapter's edge. */
export function refusal(reason: FailureReason, message: string, hint?: string): FailureError {
  return new FailureError(hint === undefined ? { reason, message } : { reason, message, hint })
}

/** A registry that answers what it must not, or what nobody understands. */
export function nonsense(host: string, what: string): FailureError {
  return refusal("registry-invalid", `${host} ${what}`, "is this a registry, and does nothing else answer for it?")
}

/** Text of a registry in a message: on one line, quoted, and not too long. */
export function shown(text: string): string {
  return JSON.stringify(text.slice(0, 200))
}

/** Runs the adapter's work and turns the expected failures that it throws into a result. Bugs are thrown on. */
export async function asResult<T>(work: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await work())
  } catch (error) {
    return failed(failureOf(error))
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure
  if (error instanceof Error && error.name === "AbortError") return { reason: "canceled", message: "stopped" }
  throw error
}
