import type { JobDefinition } from "../definition/schema/job-schema.ts"
import type { PlannedContainer } from "./plan.ts"

type ContainerDefinition = NonNullable<JobDefinition["container"]>

/** What a job's `container` asks for. */
export function plannedContainer({ image, network, ...limits }: ContainerDefinition): PlannedContainer {
  return { image, network, ...plannedLimits(limits) }
}

function plannedLimits(limits: { readonly cpu?: number | undefined; readonly memory?: number | undefined }) {
  return { cpu: limits.cpu ?? null, memory: limits.memory ?? null }
}
