import { recallKeys } from "../core/plan/remembered-plan.ts"
import type { ImageRegistry } from "../ports/image-registry.ts"
import type { JobCache } from "../ports/job-cache.ts"
import type { JobFacts } from "../ports/job-facts.ts"
import type { PlanMemo } from "../ports/plan-memo.ts"
import type { RunSource } from "./find-source.ts"
import type { RunRequest } from "./prepare-run.ts"
import { type RestoredRunContext, restoredRun } from "./run/restored-run.ts"
import type { RunOutcome } from "./run/run-outcome.ts"
import { takeOver } from "./run/take-over.ts"

export interface RepeatPorts {
  /** Null: nothing is remembered. */
  readonly plans: PlanMemo | null
  readonly jobFacts: JobFacts
  readonly cache: JobCache
  readonly registry: Pick<ImageRegistry, "hasBlob">
}

export type RepeatContext = Omit<RestoredRunContext, "takenOver" | "fingerprints" | "ref" | "commit">

/**
 * A run on a commit that was planned before, where the results of all its jobs are known: its definition is not read,
 * and nothing is planned. Undefined, and nothing has been told, where that may not be so.
 */
export async function repeatRun(
  ports: RepeatPorts,
  source: RunSource,
  request: Pick<RunRequest, "only" | "affected">,
  context: RepeatContext,
): Promise<RunOutcome | undefined> {
  const { commit, ref, treeish, isCommitted } = source
  if (!isCommitted || request.affected !== null) return undefined
  const remembered = await ports.plans?.get({ treeish, ref, only: request.only })
  if (!remembered) return undefined
  const { plan, texts } = remembered
  const factsOf = await ports.jobFacts.of(plan, new Map(texts))
  const fingerprints = factsOf.ok ? recallKeys(remembered, factsOf.value) : undefined
  if (!fingerprints) return undefined
  const { cache, registry } = ports
  const takenOver = await takeOver(plan, { cache, registry, fingerprints, signedOnly: true })
  if (takenOver.restored.length < plan.jobs.length) return undefined
  return restoredRun(plan, { ...context, ref, commit, takenOver, fingerprints: new Map() })
}
