import type { JobId } from "../plan/plan.ts"
import { isTerminal, type TerminalStatus, worstOf } from "../shared/status.ts"
import type { Run } from "./run-state.ts"

export type RunAction =
  | { readonly kind: "start"; readonly job: JobId; readonly attempt: number }
  /** Every job has ended; nothing follows this. */
  | { readonly kind: "finish"; readonly status: TerminalStatus }

/**
 * What to do now, with at most `capacity` jobs running at once. Ready jobs start in the order of the plan,
 * but those that collide with a running one. No action means: wait until a running job ends.
 */
export function nextActions(run: Run, capacity: number): readonly RunAction[] {
  if (run.open === 0) {
    const ended = run.states.map((job) => job.status).filter(isTerminal)
    return [{ kind: "finish", status: worstOf(ended) }]
  }
  const free = Math.max(0, capacity - run.running)
  return startable(run, free).flatMap((position) => {
    const job = run.states[position]
    return job ? [{ kind: "start", job: job.rules.id, attempt: job.attempt + 1 }] : []
  })
}

/** The first `free` ready jobs that collide with none that runs, and with none of each other. */
function startable(run: Run, free: number): readonly number[] {
  const { collisions } = run.graph
  if (collisions.size === 0) return run.ready.slice(0, free)
  const chosen = new Set<number>()
  for (const position of run.ready) {
    if (chosen.size === free) break
    const others = collisions.get(position) ?? []
    if (!others.some((other) => chosen.has(other) || run.states[other]?.status === "running")) chosen.add(position)
  }
  return [...chosen]
}
