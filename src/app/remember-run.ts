import { rememberPlan } from "../core/plan/remembered-plan.ts"
import type { PlanMemo } from "../ports/plan-memo.ts"
import type { PreparedRun, RunRequest } from "./prepare-run.ts"
import type { RunOutcome } from "./run/run-outcome.ts"
import { isCacheable } from "./run/take-over.ts"

/** Remembers how a run was planned for `repeatRun`, if every job of it has a result by now that is kept. */
export async function rememberRun(
  plans: PlanMemo | null,
  { only }: Pick<RunRequest, "only">,
  prepared: PreparedRun,
  outcome: RunOutcome,
): Promise<void> {
  const { treeish, ref, isCommitted, affected, plan, texts, fingerprints } = prepared
  const isRepeatable = plan.jobs.length > 0 && plan.jobs.every((job) => job.kind === "setup" || isCacheable(job))
  if (!plans || !isCommitted || affected !== null || outcome.status !== "succeeded" || !isRepeatable) return
  const remembered = rememberPlan(plan, texts, fingerprints)
  if (remembered) await plans.put({ treeish, ref, only }, remembered)
}
