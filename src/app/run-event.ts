import type { Flaky } from "../core/evidence/test-results.ts"
import type { JobId, PlannedJob } from "../core/plan/plan.ts"
import type { JobReports } from "../core/run/job-reports.ts"
import type { Digest } from "../core/shared/digest.ts"
import type { TerminalStatus } from "../core/shared/status.ts"
import type { Restored } from "./run/run-outcome.ts"

/** All jobs of the run, in the order of the plan. First event, exactly once. */
export interface RunStarted {
  readonly type: "run-started"
  readonly at: number
  readonly ref: string | null
  readonly commit: string
  readonly jobs: readonly { readonly id: JobId; readonly kind: PlannedJob["kind"]; readonly needs: readonly JobId[] }[]
}

/** An attempt begins; `attempt` is 1 the first time. */
export interface JobStarted {
  readonly type: "job-started"
  readonly at: number
  readonly job: JobId
  readonly attempt: number
}

/** What a job prints, stdout and stderr in the order of arrival, cut anywhere (also inside a character). Hostile bytes. */
export interface JobOutput {
  readonly type: "job-output"
  readonly at: number
  readonly job: JobId
  readonly chunk: Buffer
}

/** An attempt did not succeed and another follows; `attempt` is the one that ended. */
export interface JobRetried {
  readonly type: "job-retried"
  readonly at: number
  readonly job: JobId
  readonly attempt: number
  readonly status: "failed" | "errored"
  readonly message: string
}

/** The last word about a job: exactly one for every job of the run, also for those that never started. */
export interface JobEnded extends JobReports {
  readonly type: "job-ended"
  readonly at: number
  readonly job: JobId
  readonly status: TerminalStatus
  /** How often it was started; 0 if never. */
  readonly attempt: number
  /** Null unless the last attempt's command came to its own end. */
  readonly exitCode: number | null
  /** Why it did not succeed, in one line; null if it did. */
  readonly message: string | null
  /** Null unless it succeeded after it, or one of its tests, had failed. */
  readonly flaky: Flaky | null
  /** Where its result comes from, if it did not run because the result is known or nobody needs it; else null. */
  readonly restored: Restored | null
  /** When the last attempt started; null if none did. */
  readonly startedAt: number | null
  readonly durations: {
    /** Milliseconds from the start of the run to the start of the last attempt, or to the end if there was none. */
    readonly waited: number
    /** Milliseconds of the last attempt. */
    readonly ran: number
  }
}

/** A service's image is in the registry. Comes before its job's end. */
export interface ImageBuilt {
  readonly type: "image-built"
  readonly at: number
  readonly job: JobId
  readonly service: string
  readonly digest: Digest
}

/** Last event, exactly once. `status` is the worst of the jobs'. */
export interface RunEnded {
  readonly type: "run-ended"
  readonly at: number
  readonly status: TerminalStatus
  /** Milliseconds since the run started. */
  readonly duration: number
}

/**
 * Everything there is to know about a run while it goes on; laptop, CI and server see the same. Times (`at`,
 * `startedAt`) are milliseconds since 1970. Events of one job come in order and never overlap, those of different jobs
 * may.
 */
export type RunEvent = RunStarted | JobStarted | JobOutput | JobRetried | JobEnded | ImageBuilt | RunEnded
