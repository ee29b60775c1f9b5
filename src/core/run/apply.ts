import type { JobId } from "../plan/plan.ts"
import { isTerminal, type TerminalStatus } from "../shared/status.ts"
import type { EndedState, JobState, Run } from "./run-state.ts"

/** How one attempt of a job ended. Only a run can skip a job, so `skipped` is not among them. */
export type AttemptStatus = "succeeded" | "failed" | "errored" | "canceled"

/** What can happen to a run. */
export type RunChange =
  | { readonly kind: "job-started"; readonly job: JobId }
  | { readonly kind: "attempt-ended"; readonly job: JobId; readonly status: AttemptStatus }
  /** What the jobs would do is known to succeed, whatever becomes of their needs. None of them may have started. */
  | { readonly kind: "jobs-restored"; readonly jobs: readonly JobId[] }
  | { readonly kind: "cancel-requested" }

/**
 * The run after a change. Changes that cannot happen in the present state (a job that starts before its needs have
 * succeeded, that starts twice, that ends without running) are bugs and throw.
 */
export function apply(run: Run, change: RunChange): Run {
  const next = new NextRun(run)
  switch (change.kind) {
    case "job-started":
      next.start(change.job)
      break
    case "attempt-ended":
      next.endAttempt(change.job, change.status)
      break
    case "jobs-restored":
      next.restore(change.jobs)
      break
    case "cancel-requested":
      next.cancel()
  }
  return next.run()
}

/** The next value of a run while it is made; nothing of the present one is touched. */
class NextRun {
  readonly #run: Run
  readonly #states: JobState[]
  readonly #ended = new Map<number, EndedState>()
  #ready: readonly number[]
  #running: number
  #canceling: boolean

  constructor(run: Run) {
    this.#run = run
    this.#states = run.states.slice()
    this.#ready = run.ready
    this.#running = run.running
    this.#canceling = run.canceling
  }

  start(id: JobId): void {
    const [position, job] = this.#find(id)
    if (this.#canceling || !this.#ready.includes(position)) throw new TypeError(`job '${id}' must not start now`)
    this.#states[position] = { ...job, status: "running", attempt: job.attempt + 1 }
    this.#ready = this.#ready.filter((other) => other !== position)
    this.#running++
  }

  endAttempt(id: JobId, status: AttemptStatus): void {
    const [position, job] = this.#find(id)
    if (job.status !== "running") throw new TypeError(`job '${id}' ended without running`)
    this.#running--
    if (this.#canceling) this.#end([position], "canceled")
    else if (isTriedAgain(job, status)) {
      this.#states[position] = { ...job, status: "waiting" }
      this.#makeReady([position])
    } else this.#end([position], status)
  }

  restore(ids: readonly JobId[]): void {
    const found = ids.map((id) => this.#find(id))
    const wrong = found.find(([, { status, attempt }]) => status !== "waiting" || attempt > 0)
    if (wrong) throw new TypeError(`job '${wrong[1].rules.id}' must not be restored now`)
    const positions = new Set(found.map(([position]) => position))
    this.#ready = this.#ready.filter((position) => !positions.has(position))
    this.#end([...positions], "succeeded")
  }

  cancel(): void {
    this.#canceling = true
    this.#ready = []
    this.#states.forEach((job, position) => {
      if (job.status === "waiting") this.#settle(position, "canceled")
    })
  }

  run(): Run {
    const ended = [...this.#ended].sort(([a], [b]) => a - b).map(([, state]) => state)
    return {
      graph: this.#run.graph,
      states: this.#states,
      ready: this.#ready,
      running: this.#running,
      open: this.#run.open - ended.length,
      ended,
      canceling: this.#canceling,
    }
  }

  #find(id: JobId): [position: number, state: JobState] {
    const position = this.#run.graph.positions.get(id) ?? -1
    const state = this.#states[position]
    if (!state) throw new TypeError(`job '${id}' is not part of the run`)
    return [position, state]
  }

  #settle(position: number, status: TerminalStatus): void {
    const job = this.#states[position]
    if (!job) return
    const ended = { ...job, status }
    this.#states[position] = ended
    this.#ended.set(position, ended)
  }

  /** Ends jobs, and with them what can no longer run; makes ready what waited for nothing else. */
  #end(positions: readonly number[], status: TerminalStatus): void {
    for (const position of positions) this.#settle(position, status)
    const freed: number[] = []
    // Grows while what depends on the ended is skipped.
    const left = [...positions]
    for (let position = left.pop(); position !== undefined; position = left.pop()) {
      const succeeded = this.#states[position]?.status === "succeeded"
      for (const waiting of this.#run.graph.dependents[position] ?? []) {
        const job = this.#states[waiting]
        if (!job || isTerminal(job.status)) continue
        if (succeeded || job.rules.always) {
          this.#states[waiting] = { ...job, unmet: job.unmet - 1 }
          if (job.unmet === 1) freed.push(waiting)
        } else {
          this.#settle(waiting, "skipped")
          left.push(waiting)
        }
      }
    }
    if (freed.length > 0 && !this.#canceling) this.#makeReady(freed)
  }

  #makeReady(positions: readonly number[]): void {
    this.#ready = [...this.#ready, ...positions].sort((a, b) => a - b)
  }
}

function isTriedAgain(job: JobState, status: AttemptStatus): boolean {
  const isEligible = status === "errored" || (status === "failed" && job.rules.retry === "always")
  return isEligible && job.attempt <= job.rules.retries
}
