import type { EnvironmentRecord } from "../../ports/store/environment-store.ts"
import { healEnvironment } from "./heal-environment.ts"
import { instanceOf } from "./instances.ts"
import type { ServerPorts } from "./server-ports.ts"

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
    if (environment.current === null) return false
    const failure = this.#failures.get(environment.name)
    if (failure) return this.#ports.clock.now() >= failure.next
    const deployment = await this.#ports.store.environments.getDeployment(environment.current)
    const release = deployment && (await this.#ports.store.releases.get(deployment.release))
    const instances = await this.#ports.store.environments.instances(environment.name)
    for (const service of Object.keys(release?.manifest.services ?? {})) {
      const serving = instances.find((instance) => instance.service === service && instance.state === "serving")
      if (!serving || !(await this.#ports.target.isRunning(instanceOf(serving)))) return true
    }
    return false
  }

  async heal(environment: EnvironmentRecord, signal: AbortSignal): Promise<void> {
    const { brought, failed } = await healEnvironment(this.#ports, environment, signal)
    this.#adopted.add(environment.name)
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
      if (brought.length === 0) this.#failures.delete(environment.name)
      else this.#postpone(environment.name)
      return
    }
    for (const { service, why } of failed) await audit("restart-failed", service, why)
    this.#postpone(environment.name)
  }

  forget(environment: string): void {
    this.#adopted.delete(environment)
    this.#failures.delete(environment)
  }

  #postpone(environment: string): void {
    const count = (this.#failures.get(environment)?.count ?? 0) + 1
    const pause = Math.min(FIRST_PAUSE * 2 ** (count - 1), LONGEST_PAUSE)
    this.#failures.set(environment, { count, next: this.#ports.clock.now() + pause })
  }
}
