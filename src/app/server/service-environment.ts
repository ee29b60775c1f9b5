import { resourceVariables } from "../../core/environment/resource-variables.ts"
import type { ReleasedService } from "../../core/release/release-manifest.ts"
import { urlVariables } from "./addresses.ts"
import type { Surroundings } from "./prepare-deployment.ts"
import { valuesOf } from "./secrets/find-secrets.ts"

/** What a service finds: the environment's variables and secrets, and where each service and resource is that it needs. */
export function serviceEnvironment(
  { run }: ReleasedService,
  { addresses, resources, secrets }: Surroundings,
  variables: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const needed = addresses.filter(({ service }) => run.needs.includes(service))
  return { ...urlVariables(needed), ...resourceVariables(resources, run.needs), ...valuesOf(secrets), ...variables }
}
