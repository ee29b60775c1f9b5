import type { JobFingerprint } from "./fingerprint.ts"
import type { JobId, Plan, PlannedJob } from "./plan.ts"

/** A job with what it reads and the key that goes with it. */
export interface KeyedJob extends JobFingerprint {
  readonly job: PlannedJob
}

/** A plan with the keys of its jobs, in the order of the plan. */
export type KeyedPlan = ReadonlyMap<JobId, KeyedJob>

export function keyedPlan(plan: Plan, fingerprints: ReadonlyMap<JobId, JobFingerprint>): KeyedPlan {
  return new Map(
    plan.jobs.flatMap((job): [JobId, KeyedJob][] => {
      const fingerprint = fingerprints.get(job.id)
      return fingerprint ? [[job.id, { job, ...fingerprint }]] : []
    }),
  )
}
