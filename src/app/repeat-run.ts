import type { Plan } from "../core/plan/plan.ts"
import { recallKeys } from "../core/plan/remembered-plan.ts"
import { ok, type Result } from "../core/shared/result.ts"
import type { ImageRegistry } from "../ports/image-registry.ts"
import type { JobCache } from "../ports/job-cache.ts"
import type { JobFacts } from "../ports/job-facts.ts"
import type { PlanMemo } from "../ports/plan-memo.ts"
import type { Repository } from "../ports/repository.ts"
import { findSource, type RunSource } from "./find-source.ts"
import type { RunRequest } from "./prepare-run.ts"
import { type RestoredRunContext, restoredRun } from "./run/restored-run.ts"
import type { RunOutcome } from "./run/run-outcome.ts"
import { type TakenOver, takeOver } from "./run/take-over.ts"

export interface RepeatPorts {
  readonly repository: Pick<Repository, "resolve" | "current" | "workingTree" | "likelyCurrent">
  /** Null: nothing is remembered. */
  readonly plans: PlanMemo | null
  readonly jobFacts: JobFacts
  readonly cache: JobCache
  readonly registry: Pick<ImageRegistry, "hasBlob">
}

export type RepeatContext = Omit<RestoredRunContext, "takenOver" | "fingerprints" | "ref" | "commit">

export interface Repeated {
  /** What was asked for. */
  readonly source: RunSource
  /** Undefined where something may have to run: then nothing has been told. */
  readonly outcome: RunOutcome | undefined
}

/**
 * A run on a commit that was planned before, where the results of all its jobs are known: its definition is not read,
 * and nothing is planned. While git looks at the working tree, the commit that it most likely stands on is looked up.
 */
export async function repeatRun(
  ports: RepeatPorts,
  request: RunRequest,
  context: RepeatContext,
): Promise<Result<Repeated>> {
  const asked = findSource(ports.repository, request)
  const guess = request.ref === null && !request.dirty ? await ports.repository.likelyCurrent() : undefined
  const likely = guess && { ...guess, treeish: guess.commit, isCommitted: true }
  const ahead = likely && (await recall(ports, likely, request))
  const source = await asked
  if (!source.ok) return source
  const isLikely = likely !== undefined && isSame(likely, source.value)
  const recalled = isLikely ? ahead : await recall(ports, source.value, request)
  const { commit, ref } = source.value
  const outcome =
    recalled && (await restoredRun(recalled.plan, { ...context, ref, commit, ...recalled, fingerprints: new Map() }))
  return ok({ source: source.value, outcome })
}

function isSame(one: RunSource, other: RunSource): boolean {
  return one.treeish === other.treeish && one.ref === other.ref && one.isCommitted === other.isCommitted
}

interface Recalled {
  readonly plan: Plan
  readonly takenOver: TakenOver
}

/** Undefined unless the plan is known, its facts are what they were, and so are the results of all of its jobs. */
async function recall(
  { plans, jobFacts, cache, registry }: RepeatPorts,
  { ref, treeish, isCommitted }: RunSource,
  { only, affected }: Pick<RunRequest, "only" | "affected">,
): Promise<Recalled | undefined> {
  if (!isCommitted || affected !== null) return undefined
  const remembered = await plans?.get({ treeish, ref, only })
  if (!remembered) return undefined
  const { plan, texts } = remembered
  const factsOf = await jobFacts.of(plan, new Map(texts))
  const fingerprints = factsOf.ok ? recallKeys(remembered, factsOf.value) : undefined
  if (!fingerprints) return undefined
  const takenOver = await takeOver(plan, { cache, registry, fingerprints, signedOnly: true })
  return takenOver.restored.length === plan.jobs.length ? { plan, takenOver } : undefined
}
