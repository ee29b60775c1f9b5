import { deploymentOrder } from "../../core/deployment/deployment-order.ts"
import type { ReleaseManifest } from "../../core/release/release-manifest.ts"
import { shortDigest } from "../../core/shared/digest.ts"
import type { Failure } from "../../core/shared/failure.ts"
import { fail, failed, ok, type Result } from "../../core/shared/result.ts"
import type { DeploymentRecord, InstanceRecord } from "../../ports/store/environment-store.ts"
import type { DeployOptions } from "./deploy-options.ts"
import { drainAndStop } from "./heal-environment.ts"
import { isReusable, startInstance, stopInstance } from "./instances.ts"
import { mocksOf } from "./mocks.ts"
import type { Surroundings } from "./prepare-deployment.ts"
import type { ServerPorts } from "./server-ports.ts"
import { routeEnvironment } from "./serving-instances.ts"

/** Replaces what serves by another release, service by service, with what it has to undo if it cannot be finished. */
export class RollingMove {
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
    await this.#retire(kept.value)
    return ok(undefined)
  }

  /** Starts what differs, in order; returns the instances that may stay. */
  async #startAll(manifest: ReleaseManifest): Promise<Result<ReadonlySet<string>>> {
    const kept = new Set<string>()
    for (const service of deploymentOrder(manifest)) {
      const running = await this.#findReusable(service)
      if (running) {
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

  async #findReusable(service: string): Promise<InstanceRecord | undefined> {
    const wanted = { deployment: this.#deployment, secrets: this.#surroundings.secrets }
    for (const instance of this.#before) {
      if (instance.service !== service || instance.state !== "serving") continue
      if (await isReusable(this.#ports, instance, wanted)) return instance
    }
    return undefined
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

  /** Drains and stops what the new release replaced, and closes the addresses of what it no longer has. */
  async #retire(kept: ReadonlySet<string>): Promise<void> {
    const old = this.#before.filter((instance) => !kept.has(instance.instance))
    await Promise.all(old.map((instance) => drainAndStop(this.#ports, instance)))
    await this.#routeAsStored()
  }

  async #giveUp(because: Failure): Promise<Result<void>> {
    await this.#routeAsStored()
    for (const instance of this.#started) await stopInstance(this.#ports, instance)
    return failed(because)
  }

  async #routeAsStored(): Promise<void> {
    const environment = await this.#ports.store.environments.get(this.#deployment.environment)
    if (environment) await routeEnvironment(this.#ports, environment)
  }
}
