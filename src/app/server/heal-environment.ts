import { ok, type Result } from "../../core/shared/result.ts"
import type { EnvironmentRecord, InstanceRecord } from "../../ports/store/environment-store.ts"
import type { Place } from "./colours/place-of.ts"
import type { WantedDeployment } from "./colours/wanted-deployments.ts"
import { startInstance, stopInstance } from "./instances.ts"
import type { Surroundings } from "./prepare-deployment.ts"
import { presentResources } from "./resources/present-resources.ts"
import { secretsOfDeployment } from "./secrets/secrets-of-deployment.ts"
import type { ServerPorts } from "./server-ports.ts"
import { routeEnvironment } from "./serving-instances.ts"

/** What healing found about one deployment; `failed` services are tried again later. */
export interface Healing {
  readonly role: WantedDeployment["role"]
  readonly brought: readonly string[]
  readonly failed: readonly { readonly service: string; readonly why: string }[]
}

interface HealOptions {
  readonly signal: AbortSignal
  /** Whether what ended is to be brought back now. */
  readonly isDue: (role: WantedDeployment["role"]) => boolean
}

/**
 * Makes an environment what its deployments say: adopts what still runs (after a restart of the server), stops what an
 * interrupted deployment left or what is kept no longer, and brings back what ended. Only while no deployment works on it.
 */
export async function healEnvironment(
  ports: ServerPorts,
  environment: EnvironmentRecord,
  { signal, isDue }: HealOptions,
): Promise<readonly Healing[]> {
  const instances = await ports.store.environments.instances(environment.name)
  // What is about to be stopped gets no request any more.
  const routed = await routeEnvironment(ports, environment)
  const keep = new Set(routed.flatMap(({ running }) => [...running.values()].map(({ instance }) => instance)))
  await Promise.all(instances.filter(({ instance }) => !keep.has(instance)).map((one) => drainAndStop(ports, one)))
  await stopUnrecorded(ports, environment.name, keep)
  const healings: Healing[] = []
  for (const { place, running, failed } of routed) {
    const missing = place.services.filter((service) => !running.has(service))
    if (!isDue(place.role)) continue
    const back = await bringBack(ports, place, { missing, fence: environment.fence, signal })
    healings.push({ ...back, failed: [...failed, ...back.failed] })
  }
  return healings
}

export async function drainAndStop(ports: ServerPorts, instance: InstanceRecord): Promise<void> {
  await ports.router.drain(instance.port, ports.settings.drainGrace)
  await stopInstance(ports, instance)
}

async function bringBack(
  ports: ServerPorts,
  place: Place,
  { missing, fence, signal }: { missing: readonly string[]; fence: number; signal: AbortSignal },
): Promise<Healing> {
  const { role, deployment } = place
  if (missing.length === 0) return { role, brought: [], failed: [] }
  const surroundings = await surroundingsOf(ports, place)
  if (!surroundings.ok) {
    return { role, brought: [], failed: missing.map((service) => ({ service, why: surroundings.failure.message })) }
  }
  const brought: string[] = []
  const failures: { service: string; why: string }[] = []
  for (const service of missing) {
    const started: InstanceRecord[] = []
    const request = { deployment, service, surroundings: surroundings.value, fence, signal }
    const back = await startInstance(ports, { ...request, onStarted: (instance) => started.push(instance) })
    if (back.ok && (await ports.store.environments.saveInstance({ ...back.value, state: "serving" }, fence))) {
      const own = place.routes.filter((one) => one.service === service)
      for (const { route } of own) await ports.router.route(route, back.value.port)
      brought.push(service)
      continue
    }
    for (const instance of started) await stopInstance(ports, instance)
    failures.push({ service, why: back.ok ? "a deployment has begun" : back.failure.message })
  }
  return { role, brought, failed: failures }
}

async function surroundingsOf(ports: ServerPorts, { deployment, own }: Place): Promise<Result<Surroundings>> {
  const resources = await presentResources(ports, deployment.environment)
  if (!resources.ok) return resources
  const secrets = await secretsOfDeployment(ports, deployment)
  if (!secrets.ok) return secrets
  return ok({ addresses: own, resources: resources.value, secrets: secrets.value })
}

/** Stops what carries this environment's label but was never written down: a crash came between start and record. */
async function stopUnrecorded(ports: ServerPorts, environment: string, known: ReadonlySet<string>): Promise<void> {
  for (const found of await ports.target.findOwned(environment)) {
    if (!known.has(found.owner.instance)) await ports.target.stopOwned(found, ports.settings.stopGrace)
  }
}
