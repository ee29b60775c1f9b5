import type { JobId, Plan } from "../plan/plan.ts"

/** What of a plan need not run, since its result is known. */
export interface Restoration {
  /** Jobs that are over before the run begins, in the order of the plan. */
  readonly restored: readonly JobId[]
  /**
   * Further known jobs. One that has to run comes after them, and may read what they left: it is put in place when their
   * turn comes, since setups and jobs before them would not expect it there.
   */
  readonly outputs: readonly JobId[]
}

/**
 * What follows from known results: jobs that are known do not run. Neither do setups that nobody who runs comes after:
 * they have no result of their own, and what they leave would not be used. A scan reads
 * the image alone, so that nothing which that was made from is needed for it.
 */
export function restorationOf(plan: Plan, known: ReadonlySet<JobId>): Restoration {
  const byId = new Map(plan.jobs.map((job) => [job.id, job]))
  const before = new Set<JobId>()
  const running = plan.jobs.filter((job) => job.kind !== "setup" && !known.has(job.id))
  const left = running.flatMap((job) => (job.kind === "scan" ? [] : job.needs))
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    if (before.has(id)) continue
    before.add(id)
    left.push(...(byId.get(id)?.needs ?? []))
  }
  const over = new Set<JobId>()
  const outputs: JobId[] = []
  for (const { id, kind, needs, ...job } of plan.jobs) {
    const isRead = before.has(id)
    if (kind === "setup" ? isRead : !known.has(id)) continue
    const leavesNothing = "outputs" in job && job.outputs.length === 0
    if (!isRead || (leavesNothing && needs.every((need) => over.has(need)))) over.add(id)
    else outputs.push(id)
  }
  return { restored: [...over], outputs }
}
