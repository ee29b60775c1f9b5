import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import type { SourceFile } from "../../core/evidence/source-inputs.ts"
import { affectedJobs } from "../../core/plan/affected.ts"
import type { JobId, Plan } from "../../core/plan/plan.ts"
import { type RootCause, rootCauses } from "../../core/plan/root-causes.ts"
import type { FailureReason } from "../../core/shared/failure.ts"
import { ok, type Result } from "../../core/shared/result.ts"
import type { FactsOf } from "../../ports/job-facts.ts"
import type { Repository } from "../../ports/repository.ts"
import { keyedPlanAt, keyedPlanOf } from "./keyed-plans.ts"
import { type Base, resolveBase } from "./resolve-base.ts"

/** Jobs that are not what they are at a base. */
export interface Affected {
  readonly base: Base
  /** Why the base could not be planned, so that every job counts as affected; null if it could. */
  readonly unplannable: string | null
  /** In the order of the plan, each with why; causes are empty where the base could not be planned. */
  readonly jobs: readonly { readonly job: JobId; readonly causes: readonly RootCause[] }[]
  /** How many jobs there are to be affected. */
  readonly of: number
}

/** What is compared with a base. */
export interface PlannedSource {
  readonly commit: string
  readonly definition: Definition
  readonly files: readonly SourceFile[]
  readonly plan: Plan
}

/** Faults of the base itself. Any other failure, e.g. of git, would be one of the commit at hand, too. */
const unplannable: ReadonlySet<FailureReason> = new Set([
  "definition-missing",
  "definition-invalid",
  "argument-invalid",
  "not-supported-yet",
])

const withoutFacts: FactsOf = () => ({})

/**
 * Compares the keys of a plan with those at a base, planned by its own definition. What the machine adds to keys (tools,
 * images of containers) is the same for both and left out, so that nothing is asked of it.
 */
export async function findAffected(
  repository: Repository,
  source: PlannedSource,
  given: string | null,
): Promise<Result<Affected>> {
  const base = await resolveBase(repository, { ...source, given })
  if (!base.ok) return base
  const after = await keyedPlanOf(repository, source, withoutFacts)
  if (!after.ok) return after
  const before = await keyedPlanAt(repository, base.value.commit, withoutFacts)
  if (!before.ok && !unplannable.has(before.failure.reason)) return before
  const ids = affectedJobs(before.ok ? before.value : new Map(), after.value)
  return ok({
    base: base.value,
    unplannable: before.ok ? null : before.failure.message,
    jobs: ids.map((job) => ({ job, causes: before.ok ? rootCauses(before.value, after.value, job) : [] })),
    of: source.plan.jobs.filter(({ kind }) => kind !== "setup").length,
  })
}
