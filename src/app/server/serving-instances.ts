import type { EnvironmentRecord, InstanceRecord } from "../../ports/store/environment-store.ts"
import { addressesOf } from "./addresses.ts"
import { instanceOf } from "./instances.ts"
import type { ServerPorts } from "./server-ports.ts"

/** For each service the running instance of the newest deployment that succeeded. */
export async function servingInstances(
  ports: ServerPorts,
  instances: readonly InstanceRecord[],
  services: readonly string[],
): Promise<ReadonlyMap<string, InstanceRecord>> {
  const serving = new Map<string, InstanceRecord>()
  for (const instance of instances) {
    if (instance.state !== "serving" || !services.includes(instance.service)) continue
    const deployment = await ports.store.environments.getDeployment(instance.deployment)
    if (deployment?.status !== "succeeded" || !(await ports.target.isRunning(instanceOf(instance)))) continue
    const known = serving.get(instance.service)
    if (!known || known.deployment <= instance.deployment) serving.set(instance.service, instance)
  }
  return serving
}

/** After a restart: leads every address to what still runs behind it, before anything else may need it. */
export async function routeWhatServes(ports: ServerPorts): Promise<void> {
  for (const environment of await ports.store.environments.list()) await routeEnvironment(ports, environment)
}

async function routeEnvironment(ports: ServerPorts, { name, current }: EnvironmentRecord): Promise<void> {
  const deployment = current === null ? undefined : await ports.store.environments.getDeployment(current)
  const release = deployment && (await ports.store.releases.get(deployment.release))
  if (!release) return
  const addresses = await addressesOf(ports, name, release.manifest)
  if (!addresses.ok) return
  const services = Object.keys(release.manifest.services)
  const serving = await servingInstances(ports, await ports.store.environments.instances(name), services)
  for (const { service, route } of addresses.value) {
    const instance = serving.get(service)
    if (instance) await ports.router.route(route, instance.port)
  }
}
