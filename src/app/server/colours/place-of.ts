import { deploymentOrder } from "../../../core/deployment/deployment-order.ts"
import { fail, ok, type Result } from "../../../core/shared/result.ts"
import type { RouteAddress } from "../../../ports/target.ts"
import { addressesOf, type ServiceAddress } from "../addresses.ts"
import type { ServerPorts } from "../server-ports.ts"
import type { WantedDeployment } from "./wanted-deployments.ts"

/** Where a deployment's services run and are reached. */
export interface Place extends WantedDeployment {
  /** In the order of starting. */
  readonly services: readonly string[]
  /** By which its services call each other: those of its colour, so that none ever calls one of the other release. */
  readonly own: readonly ServiceAddress[]
  /** All that leads to it, those for everybody included where it serves. */
  readonly routes: readonly { readonly service: string; readonly route: RouteAddress }[]
}

export async function placeOf(ports: ServerPorts, wanted: WantedDeployment): Promise<Result<Place>> {
  const { role, deployment } = wanted
  const release = await ports.store.releases.get(deployment.release)
  if (!release) return fail("release-unknown", `there is no release ${deployment.release}`)
  const { environment, colour } = deployment
  const everybodys = await addressesOf(ports, environment, release.manifest)
  if (!everybodys.ok) return everybodys
  const coloured = colour === null ? ok([]) : await addressesOf(ports, environment, release.manifest, colour)
  if (!coloured.ok) return coloured
  return ok({
    ...wanted,
    services: deploymentOrder(release.manifest),
    own: colour === null ? everybodys.value : coloured.value,
    routes: [...(role === "live" ? everybodys.value : []), ...coloured.value],
  })
}
