import type { JobId } from "../../core/plan/plan.ts"
import type { Facts } from "../../ports/job-history.ts"

/** The facts of a run as text. Most jobs share theirs, so each is there once, with the jobs that it is of. */
export function packFacts(facts: ReadonlyMap<JobId, Facts>): string {
  const groups = new Map<string, JobId[]>()
  for (const [job, of] of facts) {
    const text = JSON.stringify(of)
    const group = groups.get(text)
    if (group) group.push(job)
    else groups.set(text, [job])
  }
  return JSON.stringify([...groups].map(([text, jobs]) => [JSON.parse(text), jobs]))
}

export function unpackFacts(text: string): ReadonlyMap<JobId, Facts> {
  const groups: readonly (readonly [Facts, readonly JobId[]])[] = JSON.parse(text)
  return new Map(groups.flatMap(([facts, jobs]) => jobs.map((job) => [job, facts] as const)))
}
