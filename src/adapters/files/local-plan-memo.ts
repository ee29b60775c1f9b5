import type { RememberedPlan } from "../../core/plan/remembered-plan.ts"
import { digestOfJson, hexOf } from "../../core/shared/digest.ts"
import type { PlanMemo, PlanQuestion } from "../../ports/plan-memo.ts"
import { MemoFolder } from "./memo-folder.ts"

/** A memo in a folder. `build` names the program that plans: another one may come to another plan. */
export function localPlanMemo(folder: string, build: string): PlanMemo {
  const memo = new MemoFolder(folder)
  const nameOf = ({ treeish, ref, only }: PlanQuestion) => hexOf(digestOfJson({ build, treeish, ref, only }))
  return {
    get: async (question) => memo.get(nameOf(question)) as RememberedPlan | undefined,
    put: (question, plan) => memo.put(nameOf(question), plan),
  }
}
