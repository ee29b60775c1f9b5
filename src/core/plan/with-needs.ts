import type { JobId, Plan, PlannedJob } from "./plan.ts"

/** The part of a plan that holds these jobs and all that they need, in the order of the plan. */
export function withNeeds(plan: Plan, ids: Iterable<JobId>): Plan {
  const byId = new Map(plan.jobs.map((job) => [job.id, job]))
  const chosen = new Set<PlannedJob>()
  const left = [...ids]
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    const job = byId.get(id)
    if (!job || chosen.has(job)) continue
    chosen.add(job)
    left.push(...job.needs)
  }
  return { jobs: plan.jobs.filter((job) => chosen.has(job)) }
}
