import type { JobFingerprint } from "../../core/plan/fingerprint.ts"
import type { PlannedJob } from "../../core/plan/plan.ts"
import { noResults } from "../../core/run/job-reports.ts"
import type { CachedResult } from "../../ports/job-cache.ts"
import type { JobOutcome } from "./run-outcome.ts"

export interface RestoredJob {
  readonly job: PlannedJob
  /** Undefined for what was not needed. */
  readonly known: CachedResult | undefined
  readonly at: number
  readonly fingerprint: JobFingerprint | null
}

/** How a job ends that does not run, since its result is known or nobody needs it. */
export function restoredOutcome({ job, known, at, fingerprint }: RestoredJob): JobOutcome {
  const { coverage, tests, findings } = known ?? noResults
  return {
    job,
    status: "succeeded",
    attempt: 0,
    exitCode: known?.exitCode ?? null,
    message: null,
    ...{ coverage, tests, findings, flaky: null, scan: null },
    restored: { run: known?.run ?? null, builder: known?.builder ?? null },
    startedAt: null,
    endedAt: at,
    fingerprint,
  }
}
