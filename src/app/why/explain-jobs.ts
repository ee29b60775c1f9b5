import { type KeyedPlan, keyedPlan } from "../../core/plan/keyed-plan.ts"
import type { JobId } from "../../core/plan/plan.ts"
import { type RootCause, rootCauses } from "../../core/plan/root-causes.ts"
import { ok, type Result } from "../../core/shared/result.ts"
import type { ImageRegistry } from "../../ports/image-registry.ts"
import type { JobCache } from "../../ports/job-cache.ts"
import type { JobHistory, LastExecution } from "../../ports/job-history.ts"
import type { Repository } from "../../ports/repository.ts"
import { keyedPlanAt } from "../affected/keyed-plans.ts"
import { type PreparePorts, prepareRun } from "../prepare-run.ts"
import { takeOver } from "../run/take-over.ts"
import { type JobVerdict, jobVerdict } from "./job-verdict.ts"

export interface ExplainPorts extends PreparePorts {
  readonly registry: Pick<ImageRegistry, "hasBlob">
  /** Null: there is none yet. */
  readonly cache: JobCache | null
  readonly history: JobHistory
}

export interface ExplainRequest {
  /** Branch, tag or commit; null: the files of the working tree as they are. */
  readonly ref: string | null
  /** A job, or a service or package for all of its jobs. */
  readonly name: string
}

/** A job with what a run would do with it. */
export interface ExplainedJob {
  readonly job: JobId
  readonly verdict: JobVerdict
  /** Null: it has not run here yet. */
  readonly last: Pick<LastExecution, "run" | "treeish" | "isCommitted" | "status" | "endedAt"> | null
}

export interface Explanations {
  readonly commit: string
  /** Whether the files are the commit's; else they are the working tree's. */
  readonly isCommitted: boolean
  readonly jobs: readonly ExplainedJob[]
}

/** Says what a run would do with jobs, and why: what has changed since they last ran here. Nothing runs. */
export async function explainJobs(ports: ExplainPorts, { ref, name }: ExplainRequest): Promise<Result<Explanations>> {
  const prepared = await prepareRun(ports, { ref, dirty: ref === null, only: [name], affected: null })
  if (!prepared.ok) return prepared
  const { commit, isCommitted, plan, fingerprints, definition } = prepared.value
  const now = keyedPlan(plan, fingerprints)
  const { cache } = ports
  const known = cache
    ? (await takeOver(plan, { ...ports, cache, fingerprints, signedOnly: isCommitted })).known
    : new Map()
  const past = new PastPlans(ports.repository)
  const jobs: ExplainedJob[] = []
  for (const { job, key } of now.values()) {
    if (job.id !== name && job.owner !== name) continue
    const last = await ports.history.last(definition.project, job.id)
    const causes = last ? await past.causesSince(last, now) : []
    const verdict = jobVerdict({ job, key, known: known.get(job.id), last, causes })
    jobs.push({ job: job.id, verdict, last: last ? lastOf(last) : null })
  }
  await cache?.close()
  return ok({ commit, isCommitted, jobs })
}

function lastOf({ run, treeish, isCommitted, status, endedAt }: LastExecution): NonNullable<ExplainedJob["last"]> {
  return { run, treeish, isCommitted, status, endedAt }
}

/** The plans of earlier runs, each made once, however many jobs are compared with it. */
class PastPlans {
  readonly #repository: Repository
  readonly #plans = new Map<string, Result<KeyedPlan>>()

  constructor(repository: Repository) {
    this.#repository = repository
  }

  /** What has changed for a job since it last ran; in words why that cannot be told. */
  async causesSince(last: LastExecution, now: KeyedPlan): Promise<readonly RootCause[] | string> {
    const { run, treeish, facts } = last
    const before =
      this.#plans.get(run) ?? (await keyedPlanAt(this.#repository, treeish, ({ id }) => facts.get(id) ?? {}))
    this.#plans.set(run, before)
    if (!before.ok) return `the files that it last ran on cannot be looked at any more: ${before.failure.message}`
    return rootCauses(before.value, now, last.job)
  }
}
