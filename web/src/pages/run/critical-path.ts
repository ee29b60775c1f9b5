/** What the path is found from. */
export interface TimedJob {
  readonly job: string
  readonly endedAt: number | null
  readonly detail: { readonly needs: readonly string[] } | null
}

/** The jobs that decided how long a run took, first to last: from the last to end, each time to the need that ended last. */
export function criticalPath(jobs: readonly TimedJob[]): readonly string[] {
  const byName = new Map(jobs.map((job) => [job.job, job]))
  const path: string[] = []
  for (let job = lastOf(jobs); job; job = lastOf(job.detail?.needs.map((need) => byName.get(need)) ?? [])) {
    path.unshift(job.job)
  }
  // One job is no path: all would be on it.
  return path.length > 1 ? path : []
}

function lastOf(jobs: readonly (TimedJob | undefined)[]): TimedJob | undefined {
  let last: TimedJob | undefined
  for (const job of jobs) {
    if (job?.endedAt != null && (last?.endedAt == null || job.endedAt > last.endedAt)) last = job
  }
  return last
}
