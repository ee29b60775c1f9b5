import { failure } from "../../core/shared/failure.ts"
import { FailureError } from "../../core/shared/result.ts"

/** The engine said no. */
export class EngineError extends Error {
  /** HTTP status of its answer. */
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** What keeps Slipway from using containers at all, on its way to the next Result. */
export function engineUnavailable(why: string, hint = "start Docker, or set DOCKER_HOST to its socket"): FailureError {
  return new FailureError(failure("engine-unavailable", why, { hint }))
}

/** One line for a person, whatever was thrown. */
export function whyOf(error: unknown): string {
  if (error instanceof FailureError) {
    const { message, hint } = error.failure
    return hint ? `${message} (${hint})` : message
  }
  return (error instanceof Error ? error.message : String(error)).replaceAll(/\s*\n\s*/g, " ")
}
