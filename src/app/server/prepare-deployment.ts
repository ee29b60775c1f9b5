import type { EnvironmentResources } from "../../core/environment/resource-variables.ts"
import type { ReleaseManifest } from "../../core/release/release-manifest.ts"
import { ok, type Result } from "../../core/shared/result.ts"
import type { DeploymentRecord } from "../../ports/store/environment-store.ts"
import { addressesOf, type ServiceAddress } from "./addresses.ts"
import type { DeployOptions } from "./deploy-options.ts"
import { prepareResources } from "./resources/prepare-resources.ts"
import type { Secrets } from "./secrets/find-secrets.ts"
import { secretsOfDeployment } from "./secrets/secrets-of-deployment.ts"
import type { ServerPorts } from "./server-ports.ts"

/** What services of a deployment find in their environment. */
export interface Surroundings {
  readonly addresses: readonly ServiceAddress[]
  readonly resources: EnvironmentResources
  readonly secrets: Secrets
}

/** Before anything is started: where services will answer, their secrets, and the databases and caches that they need. */
export async function prepareDeployment(
  ports: ServerPorts,
  deployment: DeploymentRecord,
  request: { readonly manifest: ReleaseManifest; readonly options: DeployOptions },
): Promise<Result<Surroundings>> {
  const secrets = await secretsOfDeployment(ports, deployment)
  if (!secrets.ok) return secrets
  const addresses = await addressesOf(ports, deployment.environment, request.manifest, deployment.colour)
  if (!addresses.ok) return addresses
  const resources = await prepareResources(ports, deployment, request)
  if (!resources.ok) return resources
  return ok({ addresses: addresses.value, resources: resources.value, secrets: secrets.value })
}
