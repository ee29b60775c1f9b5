import type { Definition } from "../core/definition/schema/definition-schema.ts"
import type { SourceFile } from "../core/evidence/source-inputs.ts"
import { fingerprintPlan, type JobFingerprint, type PlanSource } from "../core/plan/fingerprint.ts"
import { makeBuildPlan } from "../core/plan/make-plan.ts"
import type { JobId, Plan } from "../core/plan/plan.ts"
import { selectJobs } from "../core/plan/select-jobs.ts"
import { withNeeds } from "../core/plan/with-needs.ts"
import { applicableJobs, pushOf } from "../core/routing/applicable-jobs.ts"
import { ok, type Result } from "../core/shared/result.ts"
import type { FactsOf, JobFacts } from "../ports/job-facts.ts"
import type { Repository } from "../ports/repository.ts"
import type { Affected, PlannedSource } from "./affected/find-affected.ts"
import { findSource, type RunSource, type SourceRequest } from "./find-source.ts"
import { isPlannedAlike, isSameText } from "./planned-alike.ts"
import { type DefinitionPorts, readDefinition } from "./read-definition.ts"
import { sourceOfPlan } from "./source-of-plan.ts"

export interface RunRequest extends SourceRequest {
  /** Jobs, services or packages; with what they need. Empty: everything. */
  readonly only: readonly string[]
  /** Only jobs that differ from those at a base, with what they need; null: all. `base` as in resolve-base.ts. */
  readonly affected: { readonly base: string | null } | null
}

/** What is going to run, and on which files. */
export interface PreparedRun extends RunSource {
  readonly definition: Definition
  /** Sorted by path (by code unit). */
  readonly files: readonly SourceFile[]
  readonly plan: Plan
  readonly factsOf: FactsOf
  readonly fingerprints: ReadonlyMap<JobId, JobFingerprint>
  /** Of {@link PlanSource}. */
  readonly texts: PlanSource["texts"]
  /** What the plan is limited to; null if that was not asked for. */
  readonly affected: Affected | null
}

export interface PreparePorts extends DefinitionPorts {
  readonly repository: Repository
  readonly jobFacts: JobFacts
  /** Told as soon as it is likely that a command will run: there is one, or the definition is a new one. */
  readonly onLikely?: () => void
}

/** Finds the commit, reads its own definition and plans it. Nothing is written, nothing runs. */
export async function prepareRun(ports: PreparePorts, request: RunRequest): Promise<Result<PreparedRun>> {
  const source = await findSource(ports.repository, request)
  return source.ok ? prepareSource(ports, source.value, request) : source
}

export type PlanRequest = Pick<RunRequest, "only" | "affected">

/** {@link prepareRun} where the commit is found already. `ahead`: what the same request came to on other files. */
export async function prepareSource(
  ports: PreparePorts,
  source: RunSource,
  request: PlanRequest,
  ahead?: PreparedRun,
): Promise<Result<PreparedRun>> {
  const { repository, jobFacts, onLikely } = ports
  const files = await repository.files(source.treeish)
  if (!files.ok) return files
  const known = ahead && isPlannedAlike(ahead, source.ref, files.value) ? ahead : undefined
  const planned = known ? ok(known) : await planSource(ports, { ...source, files: files.value }, request)
  if (!planned.ok) return planned
  const { definition, plan, affected } = planned.value
  if (plan.jobs.some(({ kind }) => kind !== "image")) onLikely?.()
  const contents = await sourceOfPlan(repository, plan, files.value)
  if (!contents.ok) return contents
  const { texts } = contents.value
  const factsOf = known && isSameText(known.texts, texts) ? ok(known.factsOf) : await jobFacts.of(plan, texts)
  if (!factsOf.ok) return factsOf
  const fingerprints = fingerprintPlan(plan, contents.value, factsOf.value, known)
  return ok({
    ...source,
    ...{ definition, files: files.value, plan, affected },
    ...{ factsOf: factsOf.value, fingerprints, texts },
  })
}

async function planSource(
  ports: PreparePorts,
  source: RunSource & Pick<PreparedRun, "files">,
  request: PlanRequest,
): Promise<Result<Pick<PreparedRun, "definition" | "plan" | "affected">>> {
  const { repository, onLikely } = ports
  const { files, treeish } = source
  const read = await readDefinition({ ...ports, ...(onLikely && { onUnknown: onLikely }) }, treeish, files)
  if (!read.ok) return read
  const definition = read.value
  const applicable = applicableJobs(definition, pushOf(definition, source.ref))
  const whole = makeBuildPlan(applicable.definition, files)
  const selected = request.only.length === 0 ? ok(whole) : selectJobs(whole, request.only, applicable.leftOut)
  if (!selected.ok) return selected
  const planned = { ...source, definition, plan: selected.value }
  const affected = request.affected ? await compareWithBase(repository, planned, request.affected.base) : ok(null)
  if (!affected.ok) return affected
  const ids = affected.value?.jobs.map(({ job }) => job)
  return ok({ definition, plan: ids ? withNeeds(selected.value, ids) : selected.value, affected: affected.value })
}

/** Loads what parses definitions only if that is needed. */
async function compareWithBase(
  repository: Repository,
  planned: PlannedSource,
  base: string | null,
): Promise<Result<Affected>> {
  const { findAffected } = await import("./affected/find-affected.ts")
  return findAffected(repository, planned, base)
}
