import type { Definition } from "../core/definition/schema/definition-schema.ts"
import type { SourceFile } from "../core/evidence/source-inputs.ts"
import { fingerprintPlan, type JobFingerprint } from "../core/plan/fingerprint.ts"
import { makeBuildPlan } from "../core/plan/make-plan.ts"
import type { JobId, Plan } from "../core/plan/plan.ts"
import { selectJobs } from "../core/plan/select-jobs.ts"
import { withNeeds } from "../core/plan/with-needs.ts"
import { applicableJobs, pushOf } from "../core/routing/applicable-jobs.ts"
import { fail, ok, type Result } from "../core/shared/result.ts"
import type { JobFacts } from "../ports/job-facts.ts"
import type { Repository } from "../ports/repository.ts"
import type { Affected, PlannedSource } from "./affected/find-affected.ts"
import { type DefinitionPorts, readDefinition } from "./read-definition.ts"
import { sourceOfPlan } from "./source-of-plan.ts"

const NAMED_FILES = 5

export interface RunRequest {
  /** Branch, tag or commit; null: the commit that the working tree stands on. */
  readonly ref: string | null
  /** Run on the files of the working tree as they are; only without a ref. */
  readonly dirty: boolean
  /** Jobs, services or packages; with what they need. Empty: everything. */
  readonly only: readonly string[]
  /** Only jobs that differ from those at a base, with what they need; null: all. `base` as in resolve-base.ts. */
  readonly affected: { readonly base: string | null } | null
}

/** What is going to run, and on which files. */
export interface PreparedRun {
  readonly commit: string
  /** Full name of the ref that was asked for; null for a bare commit. */
  readonly ref: string | null
  /** The commit, or the tree of the working tree's files. */
  readonly treeish: string
  /** Whether the files are exactly the commit's. Only then can anything be signed about it. */
  readonly isCommitted: boolean
  readonly definition: Definition
  readonly plan: Plan
  readonly fingerprints: ReadonlyMap<JobId, JobFingerprint>
  /** What the plan is limited to; null if that was not asked for. */
  readonly affected: Affected | null
}

export interface PreparePorts extends DefinitionPorts {
  readonly repository: Repository
  readonly jobFacts: JobFacts
}

/** Finds the commit, reads its own definition and plans it. Nothing is written, nothing runs. */
export async function prepareRun(ports: PreparePorts, request: RunRequest): Promise<Result<PreparedRun>> {
  const { repository, jobFacts } = ports
  const source = await sourceOf(repository, request)
  if (!source.ok) return source
  const { treeish } = source.value
  const files = source.value.files ? ok(source.value.files) : await repository.files(treeish)
  if (!files.ok) return files
  const definition = await readDefinition(ports, treeish, files.value)
  if (!definition.ok) return definition
  const applicable = applicableJobs(definition.value, pushOf(definition.value, source.value.ref))
  const whole = makeBuildPlan(applicable.definition, files.value)
  const selected = request.only.length === 0 ? ok(whole) : selectJobs(whole, request.only, applicable.leftOut)
  if (!selected.ok) return selected
  const planned = { ...source.value, definition: definition.value, files: files.value, plan: selected.value }
  const affected = request.affected ? await compareWithBase(repository, planned, request.affected.base) : ok(null)
  if (!affected.ok) return affected
  const ids = affected.value?.jobs.map(({ job }) => job)
  const plan = ids ? withNeeds(selected.value, ids) : selected.value
  const contents = await sourceOfPlan(repository, plan, files.value)
  if (!contents.ok) return contents
  const factsOf = await jobFacts.of(plan, contents.value.texts)
  if (!factsOf.ok) return factsOf
  const fingerprints = fingerprintPlan(plan, contents.value, factsOf.value)
  return ok({ ...source.value, definition: definition.value, plan, fingerprints, affected: affected.value })
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

type Source = Pick<PreparedRun, "commit" | "ref" | "treeish" | "isCommitted"> & {
  /** Where they are known already. */
  readonly files: readonly SourceFile[] | null
}

async function sourceOf(repository: Repository, request: RunRequest): Promise<Result<Source>> {
  if (request.ref !== null && request.dirty) {
    const hint = "leave one of them out"
    return fail("argument-invalid", "--dirty runs on the working tree, so it takes no ref", { hint })
  }
  if (request.ref !== null) {
    const resolved = await repository.resolve(request.ref)
    if (!resolved.ok) return resolved
    return ok({ ...resolved.value, treeish: resolved.value.commit, isCommitted: true, files: null })
  }
  const current = await repository.current()
  if (!current.ok) return current
  const { commit, ref, changed, files } = current.value
  if (changed.length === 0) return ok({ commit, ref, treeish: commit, isCommitted: true, files })
  if (!request.dirty) return dirty(changed)
  const workingTree = await repository.workingTree()
  if (!workingTree.ok) return workingTree
  // Nothing but, say, line ends that git takes for the same.
  if (workingTree.value.changed.length === 0)
    return ok({ commit, ref, treeish: commit, isCommitted: true, files: null })
  return ok({ commit, ref, treeish: workingTree.value.tree, isCommitted: false, files: null })
}

function dirty(changed: readonly string[]) {
  const named = changed.slice(0, NAMED_FILES).map((path) => JSON.stringify(path).slice(1, -1))
  const more = changed.length > NAMED_FILES ? ` and ${changed.length - NAMED_FILES} more` : ""
  return fail("working-tree-dirty", `files differ from the commit: ${named.join(", ")}${more}`, {
    hint: "commit them, or add --dirty to run on the files as they are",
  })
}
