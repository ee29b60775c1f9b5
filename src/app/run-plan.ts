import type { Plan } from "../core/plan/plan.ts"
import { PlanExecution } from "./run/plan-execution.ts"
import { restoredRun } from "./run/restored-run.ts"
import type { RunContext } from "./run/run-context.ts"
import type { RunOutcome } from "./run/run-outcome.ts"

export type { RunContext } from "./run/run-context.ts"
export type { JobOutcome, RunOutcome } from "./run/run-outcome.ts"

/**
 * Runs a plan to its end: dependencies first, at most `context.jobs` jobs at once, nothing twice. Laptop, CI and server
 * all run plans with this function.
 *
 * It resolves however the run ends, also when it is canceled; then every process it started is gone. It rejects only
 * when `context.observe` does, after having stopped everything.
 */
export async function runPlan(plan: Plan, context: RunContext): Promise<RunOutcome> {
  const { restored } = context.takenOver
  if (restored.length > 0 && restored.length === plan.jobs.length) return restoredRun(plan, context)
  return new PlanExecution(plan, context).run()
}
