import { collisionsOf } from "../../core/plan/collisions.ts"
import type { JobId, Plan, PlannedJob } from "../../core/plan/plan.ts"
import { apply, type RunChange } from "../../core/run/apply.ts"
import { flakyOf } from "../../core/run/flaky.ts"
import { noResults } from "../../core/run/job-reports.ts"
import { nextActions } from "../../core/run/next-actions.ts"
import { type Run, startRun, stateOf } from "../../core/run/run-state.ts"
import type { TerminalStatus } from "../../core/shared/status.ts"
import type { BuiltImage } from "../../ports/image-builder.ts"
import type { Attempt } from "./attempt.ts"
import { attemptJob } from "./attempt-job.ts"
import { Doorbell } from "./doorbell.ts"
import { endMessage } from "./end-message.ts"
import { jobEnd } from "./job-end.ts"
import { keepResult } from "./keep-result.ts"
import { LogTail } from "./log-tail.ts"
import { Observer } from "./observer.ts"
import { putInPlace } from "./put-in-place.ts"
import { restoredOutcome } from "./restored-outcome.ts"
import type { RunContext } from "./run-context.ts"
import type { JobOutcome, RunOutcome } from "./run-outcome.ts"

/** Bytes of what a job printed that are kept with its result. */
const LARGEST_LOG = 1024 * 1024

interface EndedAttempt {
  readonly id: JobId
  readonly isRestored: false
  readonly startedAt: number
  readonly endedAt: number
  readonly attempt: Attempt
}

/** A job did not have to run, and what it leaves is there. */
interface PutInPlace {
  readonly id: JobId
  readonly isRestored: true
}

/** One run of one plan: drives the state machine with what really happens, and tells the observer. */
export class PlanExecution {
  readonly #plan: Plan
  readonly #jobs: ReadonlyMap<JobId, PlannedJob>
  readonly #context: RunContext
  readonly #observer: Observer
  /** Aborted with the caller's signal, and when the observer fails. */
  readonly #stop: AbortSignal
  readonly #startedAt: number
  /** Rung when something has happened that the run may go on after. */
  readonly #bell = new Doorbell()
  readonly #ended: Promise<EndedAttempt | PutInPlace>[] = []
  /** Jobs whose commands are over, while what they left is looked at and kept. */
  readonly #trailing = new Set<JobId>()
  /** Attempts of jobs that were tried again. */
  readonly #earlier = new Map<JobId, readonly Attempt[]>()
  readonly #outcomes = new Map<JobId, JobOutcome>()
  readonly #images = new Map<string, BuiltImage>()
  /** Known jobs whose outputs are to be put in place when their turn comes. */
  readonly #outputs: Set<JobId>
  readonly #restored: Set<JobId>
  #run: Run

  constructor(plan: Plan, context: RunContext) {
    this.#plan = plan
    this.#jobs = new Map(plan.jobs.map((job) => [job.id, job]))
    this.#context = context
    this.#observer = new Observer(context.observe)
    this.#stop = AbortSignal.any([context.signal, this.#observer.signal])
    this.#startedAt = context.clock.now()
    this.#outputs = new Set(context.takenOver.outputs)
    this.#restored = new Set(context.takenOver.restored)
    this.#run = startRun(
      plan.jobs.map((job) =>
        job.kind === "image"
          ? { ...job, retries: 0, retry: "errored", always: false }
          : // A secret that is missing now will be missing the next time.
            { ...job, retries: context.secrets.of(job).ok ? job.retries : 0 },
      ),
      collisionsOf(plan, this.#restored),
    )
  }

  async run(): Promise<RunOutcome> {
    await this.#tellStarted()
    await this.#change({ kind: "jobs-restored", jobs: this.#context.takenOver.restored })
    this.#stop.addEventListener("abort", () => this.#bell.ring())
    for (;;) {
      await this.#cancelIfStopped()
      for (const action of nextActions(this.#run, this.#capacity)) {
        if (action.kind === "finish") return this.#finish(action.status)
        this.#start(action.job, action.attempt)
      }
      await this.#bell.wait()
      for (const ended of this.#ended.splice(0)) await this.#settle(await ended)
    }
  }

  /** A job that only trails makes room for another, but for the last one: one job at a time is one job at a time. */
  get #capacity(): number {
    const { jobs } = this.#context
    return jobs + Math.min(this.#trailing.size, jobs - 1)
  }

  #start(id: JobId, number: number): void {
    this.#run = apply(this.#run, { kind: "job-started", job: id })
    const job = this.#jobs.get(id)
    if (!job) throw new TypeError(`job '${id}' is not part of the plan`)
    const attempt = this.#restoreOrAttempt(job, number)
    const end = () => {
      this.#ended.push(attempt)
      this.#bell.ring()
    }
    attempt.then(end, end)
  }

  /** A known result whose outputs turn out to be damaged is not known: the job runs. */
  async #restoreOrAttempt(job: PlannedJob, number: number): Promise<EndedAttempt | PutInPlace> {
    const isKnown = this.#outputs.delete(job.id) && (await putInPlace(job, this.#context))
    return isKnown ? { id: job.id, isRestored: true } : this.#attempt(job, number)
  }

  async #attempt(job: PlannedJob, number: number): Promise<EndedAttempt> {
    const { clock } = this.#context
    const { id } = job
    const startedAt = clock.now()
    await this.#observer.tell({ type: "job-started", at: startedAt, job: id, attempt: number })
    const log = new LogTail(LARGEST_LOG)
    const attempt = await attemptJob(
      job,
      this.#plan,
      { ...this.#context, images: this.#images },
      {
        signal: this.#stop,
        output: (chunk) => {
          log.add(chunk)
          return this.#observer.tell({ type: "job-output", at: clock.now(), job: id, chunk })
        },
        ended: () => {
          this.#trailing.add(id)
          this.#bell.ring()
        },
      },
    )
    const endedAt = clock.now()
    await keepResult({ job, attempt, startedAt, endedAt, log: log.bytes() }, this.#context)
    return { id, isRestored: false, startedAt, endedAt, attempt }
  }

  async #settle(ended: EndedAttempt | PutInPlace): Promise<void> {
    const { id } = ended
    this.#trailing.delete(id)
    await this.#cancelIfStopped()
    if (ended.isRestored) {
      this.#restored.add(id)
      return this.#change({ kind: "attempt-ended", job: id, status: "succeeded" })
    }
    const { attempt, endedAt } = ended
    const number = stateOf(this.#run, id)?.attempt ?? 0
    await this.#change({ kind: "attempt-ended", job: id, status: attempt.status }, ended)
    if (stateOf(this.#run, id)?.status !== "waiting") return
    this.#earlier.set(id, [...(this.#earlier.get(id) ?? []), attempt])
    const status = attempt.status === "failed" ? "failed" : "errored"
    const message = attempt.message ?? status
    await this.#observer.tell({ type: "job-retried", at: endedAt, job: id, attempt: number, status, message })
  }

  async #cancelIfStopped(): Promise<void> {
    if (this.#stop.aborted && !this.#run.canceling) await this.#change({ kind: "cancel-requested" })
  }

  /** Applies a change and tells of every job that it brought to its end, in the order of the plan. */
  async #change(change: RunChange, ended?: EndedAttempt): Promise<void> {
    this.#run = apply(this.#run, change)
    for (const { rules, status, attempt } of this.#run.ended) {
      const own = ended?.id === rules.id ? ended : undefined
      await this.#end({ id: rules.id, status, attempt, own })
    }
  }

  async #end({ id, status, attempt, own }: EndedJob): Promise<void> {
    const job = this.#jobs.get(id)
    if (!job) return
    const at = own?.endedAt ?? this.#context.clock.now()
    const isRestored = status === "succeeded" && this.#restored.has(id)
    const known = isRestored ? this.#context.takenOver.known.get(id) : undefined
    const fingerprint = this.#context.fingerprints.get(id) ?? null
    const outcome = isRestored
      ? restoredOutcome({ job, known, at, fingerprint })
      : this.#outcomeOf(job, { id, status, attempt, own }, { at, fingerprint })
    this.#outcomes.set(id, outcome)
    const image = (own?.attempt ?? known)?.image
    if (image && job.kind === "image" && status === "succeeded") {
      this.#images.set(job.owner, image)
      await this.#observer.tell({ type: "image-built", at, job: id, service: job.owner, digest: image.digest })
    }
    await this.#observer.tell(jobEnd(outcome, this.#startedAt))
  }

  #outcomeOf(
    job: PlannedJob,
    { id, status, attempt, own }: EndedJob,
    { at, fingerprint }: { readonly at: number; readonly fingerprint: JobOutcome["fingerprint"] },
  ): JobOutcome {
    const { coverage, tests, findings, contracts } = own?.attempt ?? noResults
    return {
      job,
      status,
      attempt: this.#restored.has(id) ? 0 : attempt,
      exitCode: own?.attempt.exitCode ?? null,
      message: endMessage(this.#run, id, status, own?.attempt),
      ...{ coverage, tests, findings, ...(contracts && { contracts }) },
      flaky: own && status === "succeeded" ? flakyOf(this.#earlier.get(id) ?? [], own.attempt) : null,
      scan: own?.attempt.scan ?? null,
      restored: null,
      startedAt: own?.startedAt ?? null,
      endedAt: at,
      fingerprint,
    }
  }

  async #tellStarted(): Promise<void> {
    const jobs = this.#plan.jobs.map(({ id, kind, needs }) => ({ id, kind, needs }))
    const { ref, commit } = this.#context
    await this.#observer.tell({ type: "run-started", at: this.#startedAt, ref, commit, jobs })
  }

  async #finish(status: TerminalStatus): Promise<RunOutcome> {
    await this.#context.executor.settle()
    const endedAt = this.#context.clock.now()
    const duration = endedAt - this.#startedAt
    await this.#observer.tell({ type: "run-ended", at: endedAt, status, duration })
    this.#observer.rethrow()
    const jobs = new Map(
      this.#plan.jobs.flatMap(({ id }) => {
        const outcome = this.#outcomes.get(id)
        return outcome ? [[id, outcome]] : []
      }),
    )
    const { canceling: canceled } = this.#run
    return { status, canceled, startedAt: this.#startedAt, endedAt, jobs, images: this.#images }
  }
}

interface EndedJob {
  readonly id: JobId
  readonly status: TerminalStatus
  readonly attempt: number
  readonly own: EndedAttempt | undefined
}
