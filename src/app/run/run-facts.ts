import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import type { Plan } from "../../core/plan/plan.ts"
import type { RunOutcome } from "./run-outcome.ts"

/** A run that is over, and what it was a run of. */
export interface RunFacts {
  readonly project: string
  /** Identifies the run among the signer's runs. */
  readonly run: string
  readonly ref: string | null
  readonly commit: string
  readonly plan: Plan
  readonly definition: Definition
  readonly outcome: RunOutcome
}
