import type { JobChanges } from "./job-changes.ts"
import type { KeyedPlan } from "./keyed-plan.ts"
import { rootCauses } from "./root-causes.ts"

/** Where it is written how images are made. */
const DEFINITION = "slipway.yaml"

/**
 * Paths by which the inputs of images differ between two commits, sorted: files that an image or a job before it reads,
 * and `slipway.yaml` where how it is made differs. Empty if and only if all images are made from the same.
 */
export function imageInputChanges(before: KeyedPlan, after: KeyedPlan): readonly string[] {
  const paths = new Set<string>()
  for (const { job } of [...before.values(), ...after.values()]) {
    if (job.kind !== "image") continue
    if (!before.has(job.id) || !after.has(job.id)) paths.add(DEFINITION)
    for (const { changes } of rootCauses(before, after, job.id)) {
      for (const path of changes ? pathsOf(changes) : [DEFINITION]) paths.add(path)
    }
  }
  return [...paths].sort()
}

function pathsOf({ definition, definedElsewhere, facts, files, needs }: JobChanges): readonly string[] {
  const others = [...definition, ...facts, ...needs.added, ...needs.removed]
  return [...Object.values(files).flat(), ...(definedElsewhere || others.length > 0 ? [DEFINITION] : [])]
}
