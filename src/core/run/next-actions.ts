import type { JobId } from "../plan/plan.ts"
import { isTerminal, type TerminalStatus, worstOf } from "../shared/status.ts"
import { isReady } from "./apply.ts"
import type { Run } from "./run-state.ts"

export type RunAction =
  | { readonly kind: "start"; readonly job: JobId; readonly attempt: number }
  /** Every job has ended; nothing follows this. */
  | { readonly kind: "finish"; readonly status: TerminalStatus }

/**
 * What to do now, with at most `capacity` jobs running at once. Ready jobs start in the order of the plan. No action
 * means: wait until a running job ends.
 */
export function nextActions(run: Run, capacity: number): readonly RunAction[] {
  const states = [...run.jobs.values()]
  const ended = states.map((job) => job.status).filter(isTerminal)
  if (ended.length === states.length) return [{ kind: "finish", status: worstOf(ended) }]
  if (run.canceling) return []
  const running = states.filter((job) => job.status === "running").length
  return states
    .filter((job) => isReady(run, job))
    .slice(0, Math.max(0, capacity - running))
    .map((job) => ({ kind: "start", job: job.rules.id, attempt: job.attempt + 1 }))
}
