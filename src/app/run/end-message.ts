import type { JobId } from "../../core/plan/plan.ts"
import { type Run, stateOf } from "../../core/run/run-state.ts"
import { isTerminal, type TerminalStatus } from "../../core/shared/status.ts"
import type { Attempt } from "./attempt.ts"

/** Why a job of the run ended as it did, in one line; null when it succeeded. */
export function endMessage(run: Run, id: JobId, status: TerminalStatus, attempt: Attempt | undefined): string | null {
  switch (status) {
    case "succeeded":
      return null
    case "skipped":
      return skipMessage(run, id)
    case "canceled":
      return attempt?.status === "canceled" && attempt.message ? attempt.message : "canceled"
    default:
      return attempt?.message ?? status
  }
}

/** e.g. `needs gateway:lint (failed)`. */
function skipMessage(run: Run, id: JobId): string {
  const causes = (stateOf(run, id)?.rules.needs ?? []).flatMap((need) => {
    const status = stateOf(run, need)?.status
    return status && isTerminal(status) && status !== "succeeded" ? [`${need} (${status})`] : []
  })
  return `needs ${causes.join(", ")}`
}
