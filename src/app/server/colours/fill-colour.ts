import { deploymentOrder } from "../../../core/deployment/deployment-order.ts"
import type { ReleaseManifest } from "../../../core/release/release-manifest.ts"
import { shortDigest } from "../../../core/shared/digest.ts"
import { fail, failed, ok, type Result } from "../../../core/shared/result.ts"
import type { DeploymentRecord, InstanceRecord } from "../../../ports/store/environment-store.ts"
import type { DeployOptions } from "../deploy-options.ts"
import { instanceOf, isReusable, startInstance, stopInstance } from "../instances.ts"
import { mocksOf } from "../mocks.ts"
import type { Surroundings } from "../prepare-deployment.ts"
import type { ServerPorts } from "../server-ports.ts"

/** Milliseconds for what runs already to show that it is well. */
const STILL_HEALTHY = 5000

/** A release, and the colour of an environment that it is to run in. */
export interface Filling {
  readonly deployment: DeploymentRecord
  readonly manifest: ReleaseManifest
  readonly surroundings: Surroundings
  readonly options: DeployOptions
}

/**
 * Starts a whole release in the colour that does not serve, until all of it is healthy at the addresses of that colour.
 * What is kept there and is the same goes on running: that is what makes a way back instant. Nothing that serves is
 * touched.
 */
export async function fillColour(ports: ServerPorts, filling: Filling): Promise<Result<void>> {
  const { deployment, manifest } = filling
  const there = await instancesOfColour(ports, deployment)
  const started: InstanceRecord[] = []
  for (const service of deploymentOrder(manifest)) {
    const filled = await fillService(ports, filling, { service, there, started })
    if (filled.ok) continue
    for (const instance of started) await stopInstance(ports, instance)
    return failed(filled.failure)
  }
  for (const instance of there) if (!(instance.service in manifest.services)) await stopInstance(ports, instance)
  return ok(undefined)
}

async function fillService(
  ports: ServerPorts,
  { deployment, surroundings, options }: Filling,
  { service, there, started }: { service: string; there: readonly InstanceRecord[]; started: InstanceRecord[] },
): Promise<Result<void>> {
  const lead = async (port: number): Promise<Result<void>> => {
    const address = surroundings.addresses.find((one) => one.service === service)
    return address ? ports.router.route(address.route, port) : ok(undefined)
  }
  const before = there.filter((instance) => instance.service === service)
  const kept = before.find(({ state }) => state === "serving")
  if (kept && (await mayStay(ports, kept, { deployment, surroundings, options }))) {
    options.say(`  ${service}: still there, unchanged`)
    return lead(kept.port)
  }
  for (const instance of before) await stopInstance(ports, instance)
  const { fence } = deployment
  const onStarted = (record: InstanceRecord) => started.push(record)
  const request = { deployment, service, surroundings, fence, signal: options.signal, onStarted }
  const instance = await startInstance(ports, request)
  if (!instance.ok) return instance
  if (!(await ports.store.environments.saveInstance({ ...instance.value, state: "serving" }, fence))) {
    return fail("stale-worker", `a newer deployment of '${deployment.environment}' has begun`)
  }
  const what = mocksOf(deployment).includes(service) ? "mock" : "image"
  options.say(`  ${service}: healthy, ${what} ${shortDigest(instance.value.image)}`)
  return lead(instance.value.port)
}

async function mayStay(
  ports: ServerPorts,
  running: InstanceRecord,
  { deployment, surroundings, options }: Pick<Filling, "deployment" | "surroundings" | "options">,
): Promise<boolean> {
  if (!(await isReusable(ports, running, { deployment, secrets: surroundings.secrets }))) return false
  const release = await ports.store.releases.get(deployment.release)
  const path = release?.manifest.services[running.service]?.run.health ?? "/"
  const limits = { path, timeout: STILL_HEALTHY, signal: options.signal }
  return (await ports.target.awaitHealthy(instanceOf(running), limits)).ok
}

async function instancesOfColour(
  { store }: ServerPorts,
  { environment, colour }: DeploymentRecord,
): Promise<readonly InstanceRecord[]> {
  const there: InstanceRecord[] = []
  for (const instance of await store.environments.instances(environment)) {
    const starter = await store.environments.getDeployment(instance.deployment)
    if (starter?.colour === colour) there.push(instance)
  }
  return there
}
