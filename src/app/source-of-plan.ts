import type { SourceFile } from "../core/evidence/source-inputs.ts"
import { contextTextPaths } from "../core/image/build-context.ts"
import { textPathsOf } from "../core/image/plan-image.ts"
import type { PlanSource } from "../core/plan/fingerprint.ts"
import type { Plan } from "../core/plan/plan.ts"
import { ok, type Result } from "../core/shared/result.ts"
import type { Repository } from "../ports/repository.ts"

/** What a plan is fingerprinted from: a commit's files and, where images are built, what decides which of them are in. */
export async function sourceOfPlan(
  repository: Pick<Repository, "readBlobs">,
  plan: Plan,
  files: readonly SourceFile[],
): Promise<Result<PlanSource>> {
  if (!plan.jobs.some(({ kind }) => kind === "image")) return ok({ files, texts: new Map() })
  const contexts = plan.jobs.flatMap((job) => (job.kind === "image" && job.dockerfile ? [job.dockerfile] : []))
  const wanted = new Set([...textPathsOf(files.map(({ path }) => path)), ...contexts.flatMap(contextTextPaths)])
  const texts = await repository.readBlobs(files.filter(({ path }) => wanted.has(path)))
  return texts.ok ? ok({ files, texts: texts.value }) : texts
}
