import { didYouMean } from "../definition/nearest.ts"
import type { LeftOutJob } from "../routing/applicable-jobs.ts"
import { fail, ok, type Result } from "../shared/result.ts"
import type { JobId, Plan } from "./plan.ts"
import { withNeeds } from "./with-needs.ts"

/**
 * The named jobs and all that they need. A service's or package's name stands for all its jobs. `leftOut` are those that
 * the plan does without.
 */
export function selectJobs(plan: Plan, names: readonly string[], leftOut: readonly LeftOutJob[] = []): Result<Plan> {
  const chosen = new Set<JobId>()
  for (const name of names) {
    const named = plan.jobs.filter((job) => job.id === name || job.owner === name)
    const without = leftOut.find(({ job }) => job === name)
    if (without) return fail("argument-invalid", `job ${name} is not planned here: ${without.why}`)
    if (named.length === 0) return unknown(plan, name)
    for (const job of named) chosen.add(job.id)
  }
  return ok(withNeeds(plan, chosen))
}

function unknown(plan: Plan, name: string) {
  const names = new Set(plan.jobs.flatMap((job) => (job.owner === null ? [job.id] : [job.id, job.owner])))
  const hint = didYouMean(name, names) ?? `there are: ${[...names].slice(0, 20).join(", ")}`
  return fail("argument-invalid", `there is no job or service ${JSON.stringify(name)}`, { hint })
}
