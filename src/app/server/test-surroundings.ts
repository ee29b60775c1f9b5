import { resourceVariables } from "../../core/environment/resource-variables.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { DeploymentRecord } from "../../ports/store/environment-store.ts"
import { addressesOf, urlVariables } from "./addresses.ts"
import { presentResources } from "./resources/present-resources.ts"
import type { ServerPorts } from "./server-ports.ts"

/** What runs against an environment finds. */
export interface TestSurroundings {
  readonly testEnvironment: Readonly<Record<string, string>>
  /** Passwords in it. */
  readonly hidden: readonly string[]
}

/** Where every service and resource of a deployment is, private ones included: in its own colour before it serves. */
export async function testSurroundings(
  ports: ServerPorts,
  { environment, release: digest, status, colour }: DeploymentRecord,
): Promise<Result<TestSurroundings>> {
  const release = await ports.store.releases.get(digest)
  if (!release) return fail("release-unknown", `there is no release ${digest}`)
  const addresses = await addressesOf(ports, environment, release.manifest, status === "waiting" ? colour : null)
  if (!addresses.ok) return addresses
  const resources = await presentResources(ports, environment)
  if (!resources.ok) return resources
  return ok({
    testEnvironment: {
      ...urlVariables(addresses.value),
      ...resourceVariables(resources.value, null),
      SLIPWAY_ENVIRONMENT: environment,
    },
    hidden: [...resources.value.places.values()].map(({ password }) => password),
  })
}
