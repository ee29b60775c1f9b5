import type { KeyedPlan } from "./keyed-plan.ts"
import type { JobId } from "./plan.ts"

/**
 * The jobs whose keys differ from those that they had before, or that are new; in the order of the plan. Setups are not
 * among them: they run for the jobs that need them, and these differ when a setup does.
 */
export function affectedJobs(before: KeyedPlan, after: KeyedPlan): readonly JobId[] {
  return [...after.values()]
    .filter(({ job, key }) => job.kind !== "setup" && before.get(job.id)?.key !== key)
    .map(({ job }) => job.id)
}
