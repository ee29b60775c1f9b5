import type { JobId, Plan } from "../plan/plan.ts"

/** What of a plan need not run, since its result is known. */
export interface Restoration {
  /** Jobs that are over before the run begins, in the order of the plan. */
  readonly restored: readonly JobId[]
  /** Those of them whose outputs a job that has to run may read, directly or through others. */
  readonly outputs: readonly JobId[]
}

/**
 * What follows from known results: jobs that are known do not run. Neither do setups that nobody who runs comes after:
 * they have no result of their own, and what they leave would not be used.
 */
export function restorationOf(plan: Plan, known: ReadonlySet<JobId>): Restoration {
  const byId = new Map(plan.jobs.map((job) => [job.id, job]))
  const before = new Set<JobId>()
  const running = plan.jobs.filter((job) => job.kind !== "setup" && !known.has(job.id))
  const left = running.flatMap((job) => job.needs)
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    if (before.has(id)) continue
    before.add(id)
    left.push(...(byId.get(id)?.needs ?? []))
  }
  const isRestored = ({ id, kind }: Plan["jobs"][number]) => (kind === "setup" ? !before.has(id) : known.has(id))
  const restored = plan.jobs.filter(isRestored).map(({ id }) => id)
  return { restored, outputs: restored.filter((id) => known.has(id) && before.has(id)) }
}
