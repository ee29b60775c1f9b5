import { type Digest, digestOfJson } from "../../core/shared/digest.ts"
import { ok, type Result } from "../../core/shared/result.ts"
import type { DeploymentRecord, InstanceRecord } from "../../ports/store/environment-store.ts"
import type { Instance } from "../../ports/target.ts"
import { mockOf, mocksOf } from "./mocks.ts"
import type { Surroundings } from "./prepare-deployment.ts"
import { type Secrets, valuesOf, versionsOf } from "./secrets/find-secrets.ts"
import type { ServerPorts } from "./server-ports.ts"
import { serviceEnvironment } from "./service-environment.ts"

/** What an instance is started for. */
export interface StartRequest {
  readonly deployment: DeploymentRecord
  readonly service: string
  readonly surroundings: Surroundings
  readonly fence: number
  readonly signal: AbortSignal
  /** Told before its health is awaited, so that whoever gives up can stop it. */
  readonly onStarted: (instance: InstanceRecord) => void
}

/** Starts a service of a deployment's release and waits until it is healthy. */
export async function startInstance(ports: ServerPorts, request: StartRequest): Promise<Result<InstanceRecord>> {
  const { deployment, service } = request
  const release = await ports.store.releases.get(deployment.release)
  const released = release?.manifest.services[service]
  if (!released) throw new Error(`release ${deployment.release} has no service ${service}`)
  const mock = mocksOf(deployment).includes(service) ? await mockOf(ports, deployment, service) : null
  if (mock?.ok === false) return mock
  const started = await ports.target.start({
    owner: {
      environment: deployment.environment,
      service,
      instance: instanceName(deployment, service, ports.clock.now()),
    },
    ...(mock ? { image: mock.value.identity, standIn: mock.value.standIn } : { image: released.image }),
    env: serviceEnvironment(released, request.surroundings, deployment.revisionDocument.variables),
    hidden: Object.values(valuesOf(request.surroundings.secrets)),
  })
  if (!started.ok) return started
  const record = recordOf(started.value, deployment.id, request.surroundings.secrets)
  request.onStarted(record)
  await ports.store.environments.saveInstance(record, request.fence)
  const healthy = await ports.target.awaitHealthy(started.value, {
    path: released.run.health,
    timeout: ports.settings.healthTimeout,
    signal: request.signal,
  })
  return healthy.ok ? ok(record) : healthy
}

export async function stopInstance(ports: ServerPorts, instance: InstanceRecord): Promise<void> {
  await ports.target.stop(instanceOf(instance), ports.settings.stopGrace)
  await ports.store.environments.removeInstance(instance.instance)
}

/** Whether a running instance is what a new deployment would start: same image, run specification, variables, secrets. */
export async function isReusable(
  ports: ServerPorts,
  running: InstanceRecord,
  { deployment, secrets }: { readonly deployment: DeploymentRecord; readonly secrets: Secrets },
): Promise<boolean> {
  if (!(await ports.target.isRunning(instanceOf(running)))) return false
  if (running.secrets !== secretsDigest(secrets)) return false
  const before = await ports.store.environments.getDeployment(running.deployment)
  if (!before || before.colour !== deployment.colour) return false
  return (await startedWith(ports, before, running.service)) === (await startedWith(ports, deployment, running.service))
}

async function startedWith(ports: ServerPorts, deployment: DeploymentRecord, service: string): Promise<string> {
  const release = await ports.store.releases.get(deployment.release)
  const { variables } = deployment.revisionDocument
  const mock = mocksOf(deployment).includes(service) ? deployment.commit : null
  return digestOfJson({ service: release?.manifest.services[service] ?? null, variables, mock })
}

/** Unique for each start, also when a crashed service is brought back. */
function instanceName(deployment: DeploymentRecord, service: string, now: number): string {
  return `d${deployment.id}-${service}-${now.toString(36)}`
}

function recordOf(instance: Instance, deployment: number, secrets: Secrets): InstanceRecord {
  const { owner, image, pid, startedAt, port } = instance
  return { ...owner, deployment, image, pid, startedAt, port, secrets: secretsDigest(secrets), state: "starting" }
}

function secretsDigest(secrets: Secrets): Digest | null {
  return secrets.size === 0 ? null : digestOfJson(versionsOf(secrets))
}

export function instanceOf(record: InstanceRecord): Instance {
  const { environment, service, instance, image, pid, startedAt, port } = record
  return { owner: { environment, service, instance }, image, pid, startedAt, port }
}
