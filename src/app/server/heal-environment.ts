import { deploymentOrder } from "../../core/deployment/deployment-order.ts"
import type { EnvironmentRecord, InstanceRecord } from "../../ports/store/environment-store.ts"
import { addressesOf } from "./addresses.ts"
import { startInstance, stopInstance } from "./instances.ts"
import { presentResources } from "./resources/present-resources.ts"
import { secretsOfDeployment } from "./secrets/secrets-of-deployment.ts"
import type { ServerPorts } from "./server-ports.ts"
import { servingInstances } from "./serving-instances.ts"

/** What healing found; `failed` services are tried again later. */
export interface Healing {
  readonly brought: readonly string[]
  readonly failed: readonly { readonly service: string; readonly why: string }[]
}

/**
 * Makes an environment what its current deployment says: adopts what still runs (after a restart of the server), brings
 * back what ended, and stops what an interrupted deployment left. Only while no deployment works on it.
 */
export async function healEnvironment(
  ports: ServerPorts,
  environment: EnvironmentRecord,
  signal: AbortSignal,
): Promise<Healing> {
  const instances = await ports.store.environments.instances(environment.name)
  const deployment =
    environment.current === null ? undefined : await ports.store.environments.getDeployment(environment.current)
  const release = deployment && (await ports.store.releases.get(deployment.release))
  const services = release ? deploymentOrder(release.manifest) : []
  const serving = await servingInstances(ports, instances, services)
  const keep = new Set([...serving.values()].map(({ instance }) => instance))
  for (const instance of instances) if (!keep.has(instance.instance)) await stopInstance(ports, instance)
  await stopUnrecorded(ports, environment.name, keep)
  const addresses = await addressesOf(ports, environment.name, release?.manifest ?? { services: {} })
  if (!deployment || !addresses.ok) return { brought: [], failed: [] }
  const resources = await presentResources(ports, environment.name)
  const secrets = await secretsOfDeployment(ports, deployment)
  const brought: string[] = []
  const failed: { service: string; why: string }[] = []
  for (const service of services) {
    const route = addresses.value.find((address) => address.service === service)?.route
    if (!route) continue
    const running = serving.get(service)
    if (running) {
      const routed = await ports.router.route(route, running.port)
      if (!routed.ok) failed.push({ service, why: routed.failure.message })
      continue
    }
    if (!resources.ok || !secrets.ok) {
      const because = resources.ok ? secrets : resources
      failed.push({ service, why: because.ok ? "" : because.failure.message })
      continue
    }
    const started: InstanceRecord[] = []
    const surroundings = { addresses: addresses.value, resources: resources.value, secrets: secrets.value }
    const request = { deployment, service, surroundings, fence: environment.fence, signal }
    const back = await startInstance(ports, { ...request, onStarted: (instance) => started.push(instance) })
    if (
      back.ok &&
      (await ports.store.environments.saveInstance({ ...back.value, state: "serving" }, environment.fence))
    ) {
      await ports.router.route(route, back.value.port)
      brought.push(service)
      continue
    }
    for (const instance of started) await stopInstance(ports, instance)
    failed.push({ service, why: back.ok ? "a deployment has begun" : back.failure.message })
  }
  return { brought, failed }
}

/** Stops what carries this environment's label but was never written down: a crash came between start and record. */
async function stopUnrecorded(ports: ServerPorts, environment: string, known: ReadonlySet<string>): Promise<void> {
  for (const found of await ports.target.findOwned(environment)) {
    if (!known.has(found.owner.instance)) await ports.target.stopOwned(found, ports.settings.stopGrace)
  }
}
