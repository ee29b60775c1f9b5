import { hasOwnChanges, type JobChanges, jobChanges } from "./job-changes.ts"
import type { KeyedPlan } from "./keyed-plan.ts"
import type { JobId } from "./plan.ts"

/** A job that changed of itself, and how another comes to depend on it. */
export interface RootCause {
  /** From the job that was asked about to the one that changed: each needs the next. */
  readonly path: readonly JobId[]
  /** Null: there was no such job. */
  readonly changes: JobChanges | null
}

/**
 * Why a job's key differs from what it was: the job itself, and the jobs that it needs, directly or through others,
 * whose own definition, files or facts differ. The nearest first, each once. Empty if and only if the key is the same.
 */
export function rootCauses(before: KeyedPlan, after: KeyedPlan, id: JobId): readonly RootCause[] {
  const causes: RootCause[] = []
  const seen = new Set([id])
  const paths: (readonly JobId[])[] = [[id]]
  for (const path of paths) {
    const job = path.at(-1) ?? id
    const [was, is] = [before.get(job), after.get(job)]
    if (!is || was?.key === is.key) continue
    const changes = was ? jobChanges(was, is) : null
    if (changes === null || hasOwnChanges(changes)) causes.push({ path, changes })
    for (const need of changes?.needs.changed ?? []) {
      if (seen.has(need)) continue
      seen.add(need)
      paths.push([...path, need])
    }
  }
  return causes
}
