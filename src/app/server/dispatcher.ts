import { isTerminal } from "../../core/shared/status.ts"
import type { DeploymentRecord } from "../../ports/store/environment-store.ts"
import type { PromotionRecord } from "../../ports/store/promotion-store.ts"
import type { RunRecord } from "../../ports/store/run-store.ts"
import { advancePromotion } from "./advance-promotion.ts"
import { Alarms } from "./alarms.ts"
import { applyQueuePolicy } from "./apply-queue-policy.ts"
import { attemptPublication } from "./attempt-publication.ts"
import { endCanceledRun } from "./cancel-run.ts"
import { advanceStandby } from "./colours/advance-standby.ts"
import { standbyOf } from "./colours/wanted-deployments.ts"
import { removeEnvironment } from "./destroy-environment.ts"
import { endDeploymentAfterBug, endPromotionAfterBug, endRunAfterBug } from "./end-after-bug.ts"
import { removeAbandonedPreviews } from "./end-previews.ts"
import { executeAfter } from "./execute-after.ts"
import { executeBuild } from "./execute-build.ts"
import { executeGate } from "./execute-gate.ts"
import { executeVerification } from "./execute-verification.ts"
import { findOrphans, removeOrphan } from "./find-orphans.ts"
import { handleEvent } from "./handle-event.ts"
import { Healer } from "./healer.ts"
import { queueOf } from "./queue-of.ts"
import { executeRollback } from "./roll-back.ts"
import type { ServerPorts } from "./server-ports.ts"
import { type TaskEnd, type TaskKey, TaskTable } from "./task-table.ts"

const EXECUTIONS = { build: executeBuild, verification: executeVerification, after: executeAfter, gate: executeGate }

/**
 * Looks at the store and does what is to be done: events, runs, promotions, rollbacks, removals, healing. It holds no
 * state of its own but which tasks are under way, so starting it again continues where it stopped.
 */
export class Dispatcher {
  readonly #ports: ServerPorts
  readonly #tasks: TaskTable
  readonly #healer: Healer
  readonly #alarms = new Alarms()
  readonly #onBug: (error: unknown) => void
  #sweep: Promise<void> | undefined
  #again = false
  #stopped = false

  constructor(ports: ServerPorts, onBug: (error: unknown) => void) {
    this.#ports = ports
    this.#tasks = new TaskTable(() => this.wake(), onBug)
    this.#healer = new Healer(ports)
    this.#onBug = onBug
  }

  /** Something may have changed: look again. Cheap to call often; looks are never concurrent. */
  wake(): void {
    if (this.#stopped) return
    this.#again = true
    this.#sweep ??= this.#sweepWhileNeeded()
  }

  /** Time has passed: previews may have expired, services ended, gates opened. Cheaper than {@link wake}. */
  async lookAfter(): Promise<void> {
    if (this.#alarms.ring(this.#ports.clock.now())) this.wake()
    if (this.#stopped || this.#sweep) return
    await this.#removals()
    await this.#publications()
    await this.#healing()
  }

  /** Finds what is left of environments that are gone, and previews whose branches are, and takes it down. */
  async reconcile(): Promise<void> {
    if (this.#stopped) return
    await removeAbandonedPreviews(this.#ports)
    for (const orphan of await findOrphans(this.#ports)) {
      // By this key, nothing is deployed to a new environment of the same name meanwhile.
      this.#tasks.start(`removal:${orphan.environment}`, async () => {
        await removeOrphan(this.#ports, orphan)
        return "nothing"
      })
    }
    this.wake()
  }

  /** Stops what works on a run that somebody has canceled, and has it ended. */
  async stopRun(run: RunRecord): Promise<void> {
    const key = keyOf(run)
    await this.#tasks.abort((other) => other === key)
    this.wake()
  }

  /** Stops looking, aborts what is under way and waits for it. Services go on running. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#sweep
    await this.#tasks.abortAll()
  }

  async #sweepWhileNeeded(): Promise<void> {
    try {
      while (this.#again && !this.#stopped) {
        this.#again = false
        await this.#events()
        await this.#removals()
        await this.#runs()
        await this.#rollbacks()
        await this.#promotions()
        await this.#publications()
        await this.#healing()
      }
    } catch (error) {
      this.#onBug(error)
    } finally {
      // In one step with the last look at #again, or a wake in between would be lost.
      this.#sweep = undefined
    }
  }

  async #events(): Promise<void> {
    for (const event of await this.#ports.store.events.pending()) await handleEvent(this.#ports, event)
  }

  async #removals(): Promise<void> {
    const now = this.#ports.clock.now()
    for (const environment of await this.#ports.store.environments.list()) {
      const { name, state, expiresAt, kept } = environment
      const expired = expiresAt !== null && expiresAt <= now && kept === null
      if (state === "active" && !expired) continue
      if (state === "active") await this.#ports.store.environments.update(name, { state: "removing" })
      const removal: TaskKey = `removal:${name}`
      if (this.#tasks.has(removal)) continue
      this.#tasks.start(removal, async () => {
        await this.#tasks.abort((key) => key === `environment:${name}` || key.endsWith(`:of:${name}`))
        const removed = await removeEnvironment(this.#ports, environment)
        if (removed.ok) this.#healer.forget(name)
        return removed.ok ? undefined : "nothing"
      })
    }
  }

  async #runs(): Promise<void> {
    for (const run of await this.#ports.store.runs.unfinished()) {
      const key = keyOf(run)
      if (this.#tasks.has(key) || this.#tasks.count("run:") >= this.#ports.settings.runs) continue
      const isCanceled = run.canceledBy !== null
      if (!isCanceled && run.environment !== null && (await this.#isUnseen(run.environment))) continue
      const execute = isCanceled ? endCanceledRun : EXECUTIONS[run.purpose]
      this.#tasks.start(key, async (signal) => {
        await this.#orEnd(
          () => execute(this.#ports, run, signal),
          () => endRunAfterBug(this.#ports, run),
        )
        this.#ports.runNotices.tell(run.id)
        return undefined
      })
    }
  }

  async #orEnd(work: () => Promise<void>, end: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.#onBug(error)
      await end()
    }
  }

  /** Its services may still have to be brought back: tests would find out about that, not about the release. */
  async #isUnseen(environment: string): Promise<boolean> {
    const record = await this.#ports.store.environments.get(environment)
    return record?.state === "active" && !this.#healer.hasSeen(environment)
  }

  async #rollbacks(): Promise<void> {
    for (const deployment of await this.#ports.store.environments.unfinishedDeployments()) {
      if (deployment.kind !== "rollback" || deployment.status === "waiting") continue
      this.#tasks.start(`environment:${deployment.environment}`, async (signal) => {
        await this.#orEnd(
          async () => void (await executeRollback(this.#ports, deployment, signal)),
          () => endDeploymentAfterBug(this.#ports, deployment),
        )
        return undefined
      })
    }
  }

  async #promotions(): Promise<void> {
    const open = await this.#ports.store.promotions.open()
    const standing = (await this.#ports.store.environments.unfinishedDeployments()).filter(isStandingBy)
    const standby = new Set(standing.map(({ promotion }) => promotion))
    const deploying = open.filter(({ id, state }) => state === "deploying" && !standby.has(id))
    const busy = new Set(deploying.map(({ environment }) => environment))
    for (const run of await this.#ports.store.runs.unfinished()) if (run.environment !== null) busy.add(run.environment)
    // Once for each environment: wanting its task twice in one look would mean to look again, for ever.
    for (const environment of new Set([...open, ...standing].map((one) => one.environment))) {
      if (this.#tasks.has(`removal:${environment}`)) continue
      await applyQueuePolicy(this.#ports, environment).catch(this.#onBug)
      if (busy.has(environment)) continue
      this.#tasks.start(`environment:${environment}`, (signal) => this.#advanceAll(environment, signal))
    }
  }

  /** What stands by in an environment; then its open promotions, oldest commit first, until one of them is deploying. */
  async #advanceAll(environment: string, signal: AbortSignal): Promise<TaskEnd> {
    let end = await this.#advanceStandby(environment, signal)
    for (const { promotion } of await queueOf(this.#ports, environment)) {
      if (signal.aborted) return end
      // It stands by: others may be told why they wait.
      if (promotion.state === "deploying") continue
      await this.#orEnd(
        async () => this.#alarms.set(promotion.id, await advancePromotion(this.#ports, promotion, signal)),
        () => endPromotionAfterBug(this.#ports, promotion),
      )
      const after = await this.#ports.store.promotions.get(promotion.id)
      if (after?.state !== promotion.state || after.note !== promotion.note) end = undefined
      if (after?.state === "deploying") return end
    }
    return end
  }

  async #advanceStandby(environment: string, signal: AbortSignal): Promise<TaskEnd> {
    const deployment = await standbyOf(this.#ports, environment)
    if (!deployment || (await this.#isUnseen(environment))) return "nothing"
    let hasChanged = false
    await this.#orEnd(
      async () => {
        hasChanged = await advanceStandby(this.#ports, deployment, signal)
      },
      () => endDeploymentAfterBug(this.#ports, deployment),
    )
    return hasChanged ? undefined : "nothing"
  }

  /** What is due; of each service one after the other, as they are alike. */
  async #publications(): Promise<void> {
    const now = this.#ports.clock.now()
    const due = (await this.#ports.store.publications.waiting()).filter(({ notBefore }) => notBefore <= now)
    const first = new Map(due.toReversed().map((publication) => [publication.service, publication]))
    for (const publication of first.values()) {
      const key: TaskKey = `publication:of:${publication.service}`
      if (this.#tasks.has(key)) continue
      this.#tasks.start(key, async (signal) => {
        await attemptPublication(this.#ports, publication, signal)
        return undefined
      })
    }
  }

  /** Not while a deployment works on the environment: that has the same key. */
  async #healing(): Promise<void> {
    for (const environment of await this.#ports.store.environments.list()) {
      const key: TaskKey = `environment:${environment.name}`
      if (environment.state !== "active" || this.#tasks.has(key)) continue
      if (!(await this.#healer.isNeeded(environment))) continue
      this.#tasks.start(key, async (signal) => {
        await this.#healer.heal(environment, signal)
        return undefined
      })
    }
  }

  /** Whether a promotion has come to rest: over, or waiting for somebody after the last look at it. */
  async isPromotionSettled(id: number): Promise<boolean> {
    const promotion = await this.#ports.store.promotions.get(id)
    return promotion === undefined || !isOpen(promotion) || this.#isAtRest(promotion)
  }

  /** Whether all that followed from a git event has come to rest: done, refused, or waiting for somebody. */
  async isSettled(seq: number): Promise<boolean> {
    const { store } = this.#ports
    if ((await store.events.get(seq))?.status === "accepted") return false
    const runs = await store.runs.ofEvent(seq)
    if (runs.some(({ status }) => !isTerminal(status))) return false
    const published = await store.publications.ofEvent(seq)
    if (published.some(({ state, attempts }) => state === "waiting" && attempts === 0)) return false
    const open = (await store.promotions.open()).filter(({ event }) => event === seq)
    // The end of a run's task is what lets its promotions be looked at again.
    return runs.every((run) => !this.#tasks.has(keyOf(run))) && open.every((promotion) => this.#isAtRest(promotion))
  }

  /** Waits, and nobody is looking: what it was last seen to wait for may be over by now. */
  #isAtRest({ state, note, environment }: PromotionRecord): boolean {
    const isLookedAt = this.#sweep !== undefined || this.#tasks.has(`environment:${environment}`)
    // With a note, one that is deploying stands by for somebody.
    return (state === "waiting" || state === "deploying") && note !== null && !isLookedAt
  }
}

function keyOf({ id, environment }: RunRecord): TaskKey {
  return `run:${id}:of:${environment ?? ""}`
}

function isStandingBy({ status }: DeploymentRecord): boolean {
  return status === "waiting"
}

function isOpen({ state }: PromotionRecord): boolean {
  return state === "waiting" || state === "deploying"
}
