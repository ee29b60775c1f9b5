import type { SourceFile } from "../../core/evidence/source-inputs.ts"
import { fingerprintPlan } from "../../core/plan/fingerprint.ts"
import { type KeyedPlan, keyedPlan } from "../../core/plan/keyed-plan.ts"
import { makeBuildPlan } from "../../core/plan/make-plan.ts"
import type { Plan } from "../../core/plan/plan.ts"
import { ok, type Result } from "../../core/shared/result.ts"
import type { FactsOf } from "../../ports/job-facts.ts"
import type { Repository } from "../../ports/repository.ts"
import { definitionOf } from "../server/load-definitions.ts"
import { sourceOfPlan } from "../source-of-plan.ts"

/** All jobs of a commit or tree, by its own definition, with their keys. Nothing is asked of the machine. */
export async function keyedPlanAt(
  repository: Repository,
  treeish: string,
  factsOf: FactsOf,
): Promise<Result<KeyedPlan>> {
  const definition = await definitionOf(repository, treeish)
  if (!definition.ok) return definition
  const files = await repository.files(treeish)
  if (!files.ok) return files
  return keyedPlanOf(repository, { plan: makeBuildPlan(definition.value, files.value), files: files.value }, factsOf)
}

/** A plan with its keys. */
export async function keyedPlanOf(
  repository: Repository,
  { plan, files }: { readonly plan: Plan; readonly files: readonly SourceFile[] },
  factsOf: FactsOf,
): Promise<Result<KeyedPlan>> {
  const source = await sourceOfPlan(repository, plan, files)
  return source.ok ? ok(keyedPlan(plan, fingerprintPlan(plan, source.value, factsOf))) : source
}
