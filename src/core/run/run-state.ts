import type { JobId } from "../plan/plan.ts"
import type { Status, TerminalStatus } from "../shared/status.ts"

/** What the state machine has to know of a job; every planned job has it. */
export interface JobRules {
  readonly id: JobId
  /** Jobs of the same run that must have succeeded before. */
  readonly needs: readonly JobId[]
  /** How often it is tried again. */
  readonly retries: number
  /** After which outcome it is tried again: only when nobody could tell, or also when the work said no. */
  readonly retry: "errored" | "always"
  /** Whether it only waits for the end of what it needs, however that ends. */
  readonly always: boolean
}

export interface JobState {
  readonly rules: JobRules
  readonly status: Status
  /** How often it was started: 0 before the first time. */
  readonly attempt: number
  /** How many of its needs it still waits for. */
  readonly unmet: number
}

export interface EndedState extends JobState {
  readonly status: TerminalStatus
}

/** What stays the same all through a run. Jobs are known by their position in the plan. */
export interface JobGraph {
  readonly positions: ReadonlyMap<JobId, number>
  /** Position → positions of the jobs that need it. */
  readonly dependents: readonly (readonly number[])[]
  /** Position → positions of the jobs that must not run beside it. */
  readonly collisions: ReadonlyMap<number, readonly number[]>
}

/**
 * A run as it is now. Values are never changed: `apply` returns the next one. What it holds besides the states follows
 * from them; it is kept, so that a change costs what it changes and not what there is.
 */
export interface Run {
  readonly graph: JobGraph
  /** In the order of the plan. */
  readonly states: readonly JobState[]
  /** Positions of the jobs that may start, in the order of the plan. */
  readonly ready: readonly number[]
  /** How many run. */
  readonly running: number
  /** How many have not ended. */
  readonly open: number
  /** Jobs that the last change brought to their end. */
  readonly ended: readonly EndedState[]
  /** Once true no job starts any more. */
  readonly canceling: boolean
}

/** A run of these jobs before anything has happened. `collisions`: as in {@link JobGraph}, both ways round. */
export function startRun(jobs: readonly JobRules[], collisions: JobGraph["collisions"] = new Map()): Run {
  const positions = new Map(jobs.map(({ id }, position) => [id, position]))
  const dependents: number[][] = jobs.map(() => [])
  const states = jobs.map((rules, position): JobState => {
    const needs = new Set(rules.needs)
    for (const need of needs) {
      const needed = dependents[positions.get(need) ?? -1]
      if (!needed) throw new TypeError(`job '${rules.id}' needs '${need}', which is not part of the run`)
      needed.push(position)
    }
    return { rules, status: "waiting", attempt: 0, unmet: needs.size }
  })
  const ready = states.flatMap(({ unmet }, position) => (unmet === 0 ? [position] : []))
  return {
    graph: { positions, dependents, collisions },
    ...{ states, ready },
    ...{ running: 0, open: jobs.length, ended: [], canceling: false },
  }
}

/** A job of the run as it is now; undefined if it is not part of it. */
export function stateOf(run: Run, job: JobId): JobState | undefined {
  return run.states[run.graph.positions.get(job) ?? -1]
}
