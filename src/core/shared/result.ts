import { type Failure, type FailureReason, failure } from "./failure.ts"

/** The outcome of something that may fail in an expected way. Throwing is for bugs only. */
export type Result<T, F extends Failure = Failure> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: F }

export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value }
}

/** A failed result, from a failure made elsewhere. */
export function failed<F extends Failure>(because: F): { readonly ok: false; readonly failure: F } {
  return { ok: false, failure: because }
}

/** A failed result, made here: `fail("ref-unknown", "there is no branch 'x'", { hint: "..." })`. */
export function fail<R extends FailureReason>(
  reason: R,
  message: string,
  more: Omit<Failure<R>, "reason" | "message"> = {},
): { readonly ok: false; readonly failure: Failure<R> } {
  return failed(failure(reason, message, more))
}

/** An expected failure on its way through code that can only throw (streams, callbacks); caught at the next Result. */
export class FailureError extends Error {
  readonly failure: Failure
  constructor(because: Failure) {
    super(because.message)
    this.failure = because
  }
}

/** The value, or a thrown {@link FailureError}: for callers whose own edge turns it back into a failure. */
export function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value
  throw new FailureError(result.failure)
}
