import type { DeploymentRecord, EnvironmentRecord, InstanceRecord } from "../../ports/store/environment-store.ts"
import { type WantedDeployment, wantedDeployments } from "./colours/wanted-deployments.ts"
import { type Healing, healEnvironment } from "./heal-environment.ts"
import type { ServerPorts } from "./server-ports.ts"
import { servingInstances } from "./serving-instances.ts"

const FIRST_PAUSE = 1000
const LONGEST_PAUSE = 60_000

/** Brings back services that ended, with growing pauses for those that end again and again. */
export class Healer {
  readonly #ports: ServerPorts
  /** Environments looked at since this server started. */
  readonly #adopted = new Set<string>()
  readonly #failures = new Map<string, { count: number; next: number }>()

  constructor(ports: ServerPorts) {
    this.#ports = ports
  }

  /** Whether it was looked after since this server started: before, its services may be anything. */
  hasSeen(environment: string): boolean {
    return this.#adopted.has(environment)
  }

  /** At first, to find again what ran before the server started; later, whenever an instance is gone. */
  async isNeeded(environment: EnvironmentRecord): Promise<boolean> {
    if (!this.hasSeen(environment.name)) return true
    const wanted = await wantedDeployments(this.#ports, environment)
    const instances = await this.#ports.store.environments.instances(environment.name)
    for (const { role, deployment } of wanted) {
      const failure = this.#failures.get(keyOf(environment.name, role))
      if (failure && this.#ports.clock.now() >= failure.next) return true
      if (!failure && (await this.#isAnyGone(deployment, instances))) return true
    }
    return this.#isAnyLeft(wanted, instances)
  }

  async #isAnyGone(deployment: DeploymentRecord, instances: readonly InstanceRecord[]): Promise<boolean> {
    const release = await this.#ports.store.releases.get(deployment.release)
    const services = Object.keys(release?.manifest.services ?? {})
    const serving = await servingInstances(this.#ports, instances, { deployment, services })
    return services.some((service) => !serving.has(service))
  }

  /** What was kept, or stood by, and need not run any more. */
  async #isAnyLeft(wanted: readonly WantedDeployment[], instances: readonly InstanceRecord[]): Promise<boolean> {
    const colours = new Set(wanted.map(({ deployment }) => deployment.colour))
    for (const { deployment } of instances) {
      const starter = await this.#ports.store.environments.getDeployment(deployment)
      if (starter && !colours.has(starter.colour)) return true
    }
    return false
  }

  async heal(environment: EnvironmentRecord, signal: AbortSignal): Promise<void> {
    const now = this.#ports.clock.now()
    const isDue = (role: WantedDeployment["role"]) =>
      now >= (this.#failures.get(keyOf(environment.name, role))?.next ?? 0)
    const healings = await healEnvironment(this.#ports, environment, { signal, isDue })
    this.#adopted.add(environment.name)
    for (const healing of healings) await this.#record(environment, healing)
  }

  async #record(environment: EnvironmentRecord, { role, brought, failed }: Healing): Promise<void> {
    const key = keyOf(environment.name, role)
    const at = this.#ports.clock.now()
    const audit = (action: string, service: string, detail: string | null) =>
      this.#ports.store.audit.append({
        at,
        person: "slipway",
        action,
        subject: `${service} in ${environment.name}`,
        detail,
      })
    for (const service of brought) await audit("restart-service", service, "it had ended")
    if (failed.length === 0) {
      // A service that comes back only to end again must not be restarted without pause: forget failures slowly.
      if (brought.length === 0) this.#failures.delete(key)
      else this.#postpone(key)
      return
    }
    for (const { service, why } of failed) await audit("restart-failed", service, why)
    this.#postpone(key)
  }

  forget(environment: string): void {
    this.#adopted.delete(environment)
    for (const role of ["live", "next", "kept"] as const) this.#failures.delete(keyOf(environment, role))
  }

  #postpone(key: string): void {
    const count = (this.#failures.get(key)?.count ?? 0) + 1
    const pause = Math.min(FIRST_PAUSE * 2 ** (count - 1), LONGEST_PAUSE)
    this.#failures.set(key, { count, next: this.#ports.clock.now() + pause })
  }
}

/** What stands by and ends again and again does not keep what serves from being brought back. */
function keyOf(environment: string, role: WantedDeployment["role"]): string {
  return `${environment}/${role}`
}
