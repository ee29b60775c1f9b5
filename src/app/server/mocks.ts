import { type Digest, digestOfJson } from "../../core/shared/digest.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { DeploymentRecord } from "../../ports/store/environment-store.ts"
import type { StandIn } from "../../ports/target.ts"
import { definitionFor } from "./load-definitions.ts"
import type { ServerPorts } from "./server-ports.ts"

/** What stands in for a service's image, under an identity of its own. */
export interface Mock {
  readonly identity: Digest
  readonly standIn: StandIn
}

/** The mock of a service that a deployment has one of: a command in a checkout of the deployment's commit. */
export async function mockOf(ports: ServerPorts, deployment: DeploymentRecord, service: string): Promise<Result<Mock>> {
  const { commit } = deployment
  const definition = await definitionFor(ports.repository, commit)
  if (!definition.ok) return definition
  const own = definition.value.services[service]
  if (!own?.mock) {
    return fail("definition-invalid", `the service '${service}' has no mock in commit ${commit.slice(0, 12)}`, {
      hint: `add 'mock: { run: ... }' to services.${service}`,
    })
  }
  const { directory, setup, mock } = own
  const command = setup === undefined ? mock.run : `${setup}\n${mock.run}`
  return ok({
    identity: digestOfJson({ kind: "slipway.mock/v1", commit, directory, command }),
    standIn: { directory, command, write: (folder) => ports.repository.checkout(commit, folder) },
  })
}

/** Services that run their mock in a deployment. */
export function mocksOf({ revisionDocument }: Pick<DeploymentRecord, "revisionDocument">): readonly string[] {
  return revisionDocument.mocks ?? []
}
