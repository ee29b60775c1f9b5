import type { JobId } from "../plan/plan.ts"
import { isTerminal, type TerminalStatus, worstOf } from "../shared/status.ts"
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
  if (run.open === 0) {
    const ended = run.states.map((job) => job.status).filter(isTerminal)
    return [{ kind: "finish", status: worstOf(ended) }]
  }
  const free = Math.max(0, capacity - run.running)
  return run.ready.slice(0, free).flatMap((position) => {
    const job = run.states[position]
    return job ? [{ kind: "start", job: job.rules.id, attempt: job.attempt + 1 }] : []
  })
}
