import { deploymentOrder } from "../../core/deployment/deployment-order.ts"
import type { ReleaseManifest } from "../../core/release/release-manifest.ts"
import { shortDigest } from "../../core/shared/digest.ts"
import { formatDuration } from "../../core/shared/duration.ts"
import type { Failure } from "../../core/shared/failure.ts"
import { fail, failed, ok, type Result } from "../../core/shared/result.ts"
import type { TerminalStatus } from "../../core/shared/status.ts"
import type { DeploymentRecord, InstanceRecord } from "../../ports/store/environment-store.ts"
import { closeAddress, urlsOf } from "./addresses.ts"
import type { DeployOptions } from "./deploy-options.ts"
import { isReusable, startInstance, stopInstance } from "./instances.ts"
import { mocksOf } from "./mocks.ts"
import { prepareDeployment, type Surroundings } from "./prepare-deployment.ts"
import type { ServerPorts } from "./server-ports.ts"

/**
 * Moves an environment to a deployment's release: starts what changes beside what runs, waits until all of it is
 * healthy, switches the addresses, and only then drains and stops the old. Before the switch nothing that serves is
 * touched, so a release that never gets healthy leaves the old one serving. Ends the deployment's record either way.
 */
export async function deploy(
  ports: ServerPorts,
  deployment: DeploymentRecord,
  options: DeployOptions,
): Promise<Result<DeploymentRecord>> {
  const { environment } = deployment
  const release = await ports.store.releases.get(deployment.release)
  options.say(`deployment ${deployment.id}: release ${shortDigest(deployment.release)} to ${environment}`)
  const prepared = release
    ? await prepareDeployment(ports, deployment, { manifest: release.manifest, options })
    : fail("release-unknown", `there is no release ${deployment.release}`)
  const moved =
    prepared.ok && release
      ? await new Move(ports, deployment, { surroundings: prepared.value, options }).run(release.manifest)
      : prepared
  const endedAt = ports.clock.now()
  if (!moved.ok || !prepared.ok) {
    const because = moved.ok ? ({ reason: "internal", message: "nothing was prepared" } as const) : moved.failure
    const status = statusOf(because)
    const outcome = { status, endedAt, message: withLog(because) }
    await ports.store.environments.finishDeployment(deployment.id, deployment.fence, outcome)
    options.say(`deployment ${deployment.id} ${status}: ${withLog(because)}`)
    const serving = (await ports.store.environments.get(environment))?.current
    options.say(serving ? `what ran in ${environment} before goes on serving` : `nothing runs in ${environment}`)
    return failed(because)
  }
  options.say(`deployment ${deployment.id} succeeded in ${formatDuration(endedAt - deployment.createdAt)}`)
  for (const address of prepared.value.addresses) {
    const urls = urlsOf(ports, address)
    if (urls.length > 0) options.say(`  ${address.service}: ${urls.join("  ")}`)
  }
  return ok({ ...deployment, status: "succeeded", endedAt })
}

/** One move of an environment, with what it has to undo if it cannot be finished. */
class Move {
  readonly #ports: ServerPorts
  readonly #deployment: DeploymentRecord
  readonly #surroundings: Surroundings
  readonly #options: DeployOptions
  readonly #started: InstanceRecord[] = []
  #before: readonly InstanceRecord[] = []

  constructor(
    ports: ServerPorts,
    deployment: DeploymentRecord,
    { surroundings, options }: { surroundings: Surroundings; options: DeployOptions },
  ) {
    this.#ports = ports
    this.#deployment = deployment
    this.#surroundings = surroundings
    this.#options = options
  }

  async run(manifest: ReleaseManifest): Promise<Result<void>> {
    this.#before = await this.#ports.store.environments.instances(this.#deployment.environment)
    const kept = await this.#startAll(manifest)
    if (!kept.ok) return this.#giveUp(kept.failure)
    const switched = await this.#switchAll()
    if (!switched.ok) return this.#giveUp(switched.failure)
    await this.#retire(kept.value, manifest)
    return ok(undefined)
  }

  /** Starts what differs, in order; returns the instances that may stay. */
  async #startAll(manifest: ReleaseManifest): Promise<Result<ReadonlySet<string>>> {
    const kept = new Set<string>()
    for (const service of deploymentOrder(manifest)) {
      const running = this.#before.find((instance) => instance.service === service && instance.state === "serving")
      if (running && (await this.#isReusable(running))) {
        this.#options.say(`  ${service}: unchanged, keeps running`)
        kept.add(running.instance)
        continue
      }
      const instance = await startInstance(this.#ports, {
        deployment: this.#deployment,
        service,
        surroundings: this.#surroundings,
        fence: this.#deployment.fence,
        signal: this.#options.signal,
        onStarted: (record) => this.#started.push(record),
      })
      if (!instance.ok) return instance
      const what = mocksOf(this.#deployment).includes(service) ? "mock" : "image"
      this.#options.say(`  ${service}: healthy, ${what} ${shortDigest(instance.value.image)}`)
    }
    return ok(kept)
  }

  #isReusable(running: InstanceRecord): Promise<boolean> {
    const wanted = { deployment: this.#deployment, secrets: this.#surroundings.secrets }
    return isReusable(this.#ports, running, wanted)
  }

  /** The new release takes the traffic: only the newest worker may do that, hence the fence on each write. */
  async #switchAll(): Promise<Result<void>> {
    const { environments } = this.#ports.store
    const { id, fence, environment } = this.#deployment
    const stale = fail("stale-worker", `a newer deployment of '${environment}' has begun`)
    for (const instance of this.#started) {
      if (!(await environments.saveInstance({ ...instance, state: "serving" }, fence))) return stale
      const routed = await this.#route(instance)
      if (!routed.ok) return routed
    }
    const outcome = { status: "succeeded", endedAt: this.#ports.clock.now(), message: null } as const
    return (await environments.finishDeployment(id, fence, outcome)) ? ok(undefined) : stale
  }

  async #route(instance: InstanceRecord): Promise<Result<void>> {
    const address = this.#surroundings.addresses.find(({ service }) => service === instance.service)
    return address ? this.#ports.router.route(address.route, instance.port) : ok(undefined)
  }

  /** Drains and stops what the new release replaced or no longer has. */
  async #retire(kept: ReadonlySet<string>, manifest: ReleaseManifest): Promise<void> {
    const old = this.#before.filter((instance) => !kept.has(instance.instance))
    const retiring = old.map(async (instance) => {
      await this.#ports.router.drain(instance.port, this.#ports.settings.drainGrace)
      await stopInstance(this.#ports, instance)
    })
    await Promise.all(retiring)
    for (const { service } of old) {
      if (service in manifest.services) continue
      await closeAddress(this.#ports, this.#deployment.environment, service)
    }
  }

  async #giveUp(because: Failure): Promise<Result<void>> {
    for (const instance of this.#before) {
      if (instance.state === "serving") await this.#route(instance)
    }
    for (const instance of this.#started) await stopInstance(this.#ports, instance)
    return failed(because)
  }
}

function statusOf(because: Failure): TerminalStatus {
  if (because.reason === "canceled") return "canceled"
  return because.reason === "deployment-failed" ? "failed" : "errored"
}

function withLog(because: Failure): string {
  const what = because.hint === undefined ? because.message : `${because.message}: ${because.hint}`
  return [what, ...(because.log ?? []).map((line) => `  | ${line}`)].join("\n")
}
