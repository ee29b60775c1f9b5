import type { ImageScan } from "../../core/evidence/image-scan.ts"
import type { Flaky } from "../../core/evidence/test-results.ts"
import type { JobFingerprint } from "../../core/plan/fingerprint.ts"
import type { JobId, PlannedJob } from "../../core/plan/plan.ts"
import type { JobReports } from "../../core/run/job-reports.ts"
import type { TerminalStatus } from "../../core/shared/status.ts"
import type { BuiltImage } from "../../ports/image-builder.ts"

/** Where a result comes from that is not of this run. Both null for what was not needed, and has no result. */
export interface Restored {
  readonly run: string | null
  readonly builder: string | null
}

/** How a job ended. Times are milliseconds since 1970. */
export interface JobOutcome extends JobReports {
  readonly job: PlannedJob
  readonly status: TerminalStatus
  /** How often it was started; 0 if never. */
  readonly attempt: number
  readonly exitCode: number | null
  /** Why it did not succeed, in one line; null if it did. */
  readonly message: string | null
  /** Null unless it succeeded after it, or one of its tests, had failed. */
  readonly flaky: Flaky | null
  /** What a scan found that has come to its end; null for any other job. */
  readonly scan: ImageScan | null
  /** The run that its result was taken over from, or that it was not needed in; null if it has run, or could not. */
  readonly restored: Restored | null
  /** Start of the last attempt; null if it never started. */
  readonly startedAt: number | null
  readonly endedAt: number
  /** What it read; null when the caller gave no fingerprint for it. */
  readonly fingerprint: JobFingerprint | null
}

/** How a run ended. */
export interface RunOutcome {
  /** The worst of the jobs'. A run that was canceled after a job failed is `failed`. */
  readonly status: TerminalStatus
  /** Whether it was told to stop before it was over. */
  readonly canceled: boolean
  readonly startedAt: number
  readonly endedAt: number
  /** Every job, in the order of the plan. */
  readonly jobs: ReadonlyMap<JobId, JobOutcome>
  /** Service → its image, for those that were built. */
  readonly images: ReadonlyMap<string, BuiltImage>
}
