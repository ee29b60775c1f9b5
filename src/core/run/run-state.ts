import type { JobId } from "../plan/plan.ts"
import type { Status } from "../shared/status.ts"

/** What the state machine has to know of a job; every planned job has it. */
export interface JobRules {
  readonly id: JobId
  /** Jobs of the same run that must have succeeded before. */
  readonly needs: readonly JobId[]
  /** How often it is tried again. */
  readonly retries: number
  /** After which outcome it is tried again: only when nobody could tell, or also when the work said no. */
  readonly retry: "errored" | "always"
}

export interface JobState {
  readonly rules: JobRules
  readonly status: Status
  /** How often it was started: 0 before the first time. */
  readonly attempt: number
}

/** A run as it is now. Values are never changed: `apply` returns the next one. */
export interface Run {
  /** In the order of the plan. */
  readonly jobs: ReadonlyMap<JobId, JobState>
  /** Once true no job starts any more. */
  readonly canceling: boolean
}

/** A run of these jobs before anything has happened. */
export function startRun(jobs: readonly JobRules[]): Run {
  const states = new Map(jobs.map((rules) => [rules.id, { rules, status: "waiting", attempt: 0 } satisfies JobState]))
  for (const { id, needs } of jobs) {
    for (const need of needs) {
      if (!states.has(need)) throw new TypeError(`job '${id}' needs '${need}', which is not part of the run`)
    }
  }
  return { jobs: states, canceling: false }
}
