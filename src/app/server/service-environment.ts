import { resourceVariables } from "../../core/environment/resource-variables.ts"
import type { ReleasedService } from "../../core/release/release-manifest.ts"
import { urlVariables } from "./addresses.ts"
import type { Surroundings } from "./prepare-deployment.ts"

/** What a service finds: the environment's variables, and where each service and resource is that it needs. */
export function serviceEnvironment(
  { run }: ReleasedService,
  { addresses, resources }: Surroundings,
  variables: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const needed = addresses.filter(({ service }) => run.needs.includes(service))
  return { ...urlVariables(needed), ...resourceVariables(resources, run.needs), ...variables }
}
