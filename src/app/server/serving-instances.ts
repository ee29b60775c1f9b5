import type { DeploymentRecord, EnvironmentRecord, InstanceRecord } from "../../ports/store/environment-store.ts"
import { closeAddress } from "./addresses.ts"
import { type Place, placeOf } from "./colours/place-of.ts"
import { wantedDeployments } from "./colours/wanted-deployments.ts"
import { instanceOf } from "./instances.ts"
import type { ServerPorts } from "./server-ports.ts"

/** For each service of a deployment its running instance: its own, or one that it took over in its place. */
export async function servingInstances(
  ports: ServerPorts,
  instances: readonly InstanceRecord[],
  { deployment, services }: { readonly deployment: DeploymentRecord; readonly services: readonly string[] },
): Promise<ReadonlyMap<string, InstanceRecord>> {
  const serving = new Map<string, InstanceRecord>()
  for (const instance of instances) {
    if (instance.state !== "serving" || !services.includes(instance.service)) continue
    const starter = await ports.store.environments.getDeployment(instance.deployment)
    const isIts = starter?.id === deployment.id || starter?.status === "succeeded"
    if (!isIts || starter?.colour !== deployment.colour) continue
    if (!(await ports.target.isRunning(instanceOf(instance)))) continue
    const known = serving.get(instance.service)
    if (!known || known.deployment <= instance.deployment) serving.set(instance.service, instance)
  }
  return serving
}

/** After a restart: leads every address to what still runs behind it, before anything else may need it. */
export async function routeWhatServes(ports: ServerPorts): Promise<void> {
  for (const environment of await ports.store.environments.list()) await routeEnvironment(ports, environment)
}

/** A place, what runs there, and addresses that could not be opened. */
export interface RoutedPlace {
  readonly place: Place
  readonly running: ReadonlyMap<string, InstanceRecord>
  readonly failed: readonly { readonly service: string; readonly why: string }[]
}

/**
 * Leads every address of an environment to what the store says that runs behind it, and closes those that lead nowhere.
 * Nothing is awaited between addresses but the router itself: what was switched is switched for all services at once.
 */
export async function routeEnvironment(
  ports: ServerPorts,
  environment: Pick<EnvironmentRecord, "name" | "current">,
): Promise<readonly RoutedPlace[]> {
  const instances = await ports.store.environments.instances(environment.name)
  const found: Omit<RoutedPlace, "failed">[] = []
  for (const wanted of await wantedDeployments(ports, environment)) {
    const place = await placeOf(ports, wanted)
    if (!place.ok) continue
    found.push({ place: place.value, running: await servingInstances(ports, instances, place.value) })
  }
  const known = await ports.store.environments.addresses(environment.name)
  const routed = await Promise.all(found.map((one) => lead(ports, one)))
  const used = new Set(found.flatMap(({ place }) => place.routes.map(({ route }) => route.port)))
  for (const address of known) if (!used.has(address.port)) await closeAddress(ports, address)
  return routed
}

async function lead(ports: ServerPorts, { place, running }: Omit<RoutedPlace, "failed">): Promise<RoutedPlace> {
  const leading = place.routes.map(async ({ service, route }) => {
    const instance = running.get(service)
    const routed = instance && (await ports.router.route(route, instance.port))
    return routed?.ok === false ? [{ service, why: routed.failure.message }] : []
  })
  return { place, running, failed: (await Promise.all(leading)).flat() }
}
