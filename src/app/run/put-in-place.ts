import { join } from "node:path"
import type { PlannedJob } from "../../core/plan/plan.ts"
import type { RunContext } from "./run-context.ts"

/** Writes what a job left in an earlier run where it would have left it now; false if that is not whole. */
export async function putInPlace(job: PlannedJob, context: RunContext): Promise<boolean> {
  const key = context.fingerprints.get(job.id)?.key
  if (!context.cache || !key) return false
  return context.cache.restore(key, join(context.checkout, job.directory))
}
