import type { RememberedPlan } from "../core/plan/remembered-plan.ts"

/** What a plan follows from, besides the program that makes it. */
export interface PlanQuestion {
  /** The commit or tree. */
  readonly treeish: string
  readonly ref: string | null
  readonly only: readonly string[]
}

/** Plans that were made before. What cannot be read, or was made by another program, is as if it were not there. */
export interface PlanMemo {
  get(question: PlanQuestion): Promise<RememberedPlan | undefined>
  put(question: PlanQuestion, plan: RememberedPlan): Promise<void>
}
