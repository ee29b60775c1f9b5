import { formatDuration } from "../../core/shared/duration.ts"
import { formatSize } from "../../core/shared/size.ts"
import type { ExecutionOutcome } from "../../ports/executor.ts"
import { type Attempt, attempt } from "./attempt.ts"

/** *failed* is the command's own verdict; whatever kept it from giving one is *errored*. */
export function attemptOf(outcome: ExecutionOutcome, timeout: number): Attempt {
  switch (outcome.kind) {
    case "exited": {
      const { code } = outcome
      return code === 0
        ? attempt("succeeded", { exitCode: 0 })
        : attempt("failed", { exitCode: code, message: `exit status ${code}` })
    }
    case "signaled":
      return attempt("errored", { message: `ended by ${outcome.signal}` })
    case "timed-out":
      return attempt("errored", { message: `timed out after ${formatDuration(timeout)}` })
    case "out-of-memory":
      return attempt("errored", { message: outOfMemory(outcome.limit) })
    case "not-started":
      return attempt("errored", { message: `could not be started: ${outcome.message}` })
    case "canceled":
      return attempt("canceled", { message: outcome.forced ? "canceled; had to be killed" : "canceled" })
  }
}

function outOfMemory(limit: number | null): string {
  return limit === null ? "ran out of memory" : `ran out of memory: it may use ${formatSize(limit)}`
}
