import type { JobDefinition } from "../definition/schema/job-schema.ts"
import type { PlannedContainer, PlannedSidecar } from "./plan.ts"

type ContainerDefinition = NonNullable<JobDefinition["container"]>

/** What a job's `container` asks for. */
export function plannedContainer({ image, network, ...limits }: ContainerDefinition): PlannedContainer {
  return { image, network, ...plannedLimits(limits) }
}

/** What a job's `services` asks for. */
export function plannedSidecars(services: NonNullable<JobDefinition["services"]>): readonly PlannedSidecar[] {
  return Object.entries(services).map(([name, { image, env, port = null, health = null, ...limits }]) => {
    return { name, image, port, env, health, ...plannedLimits(limits) }
  })
}

function plannedLimits(limits: { readonly cpu?: number | undefined; readonly memory?: number | undefined }) {
  return { cpu: limits.cpu ?? null, memory: limits.memory ?? null }
}
