import { StringDecoder } from "node:string_decoder"
import type { JobId } from "../../core/plan/plan.ts"
import type { RunStore } from "../../ports/store/run-store.ts"
import type { RunEvent } from "../run-event.ts"
import type { RunNotices } from "./run-notices.ts"

/** What is kept of one job's output. Beyond it the log says so; the job goes on. */
const LOG_LIMIT = 64 * 1024 * 1024
/** As many lines as a browser can lay out below each other. */
const LINE_LIMIT = 1_000_000
/** A tail of the log is worth more than its middle, but following it live needs order: so the head is kept. */
const FLUSH_SIZE = 16 * 1024
/** Milliseconds that what was printed waits for more at most. */
const FLUSH_AFTER = 150

/** What a job printed in the run that its result is taken over from; undefined if nobody knows. */
export type RestoredLog = (job: JobId) => Promise<Buffer | undefined>

interface JobLog {
  readonly decoder: StringDecoder
  pending: string
  written: number
  lines: number
  isFull: boolean
  timer: NodeJS.Timeout | undefined
  /** Writes come one after the other. Once one has failed, so do all that follow. */
  writing: Promise<void>
}

export interface RunLogOptions {
  readonly run: number
  readonly restoredLog: RestoredLog
}

/** Keeps the output of a run's jobs in the store, in chunks, each job's up to a limit. */
export class RunLog {
  readonly #store: RunStore
  readonly #notices: RunNotices
  readonly #run: number
  readonly #restoredLog: RestoredLog
  readonly #jobs = new Map<string, JobLog>()

  constructor(store: RunStore, notices: RunNotices, { run, restoredLog }: RunLogOptions) {
    this.#store = store
    this.#notices = notices
    this.#run = run
    this.#restoredLog = restoredLog
  }

  /** Returns a promise where it had to write, so that a chatty job waits for the disk. */
  async take(event: RunEvent): Promise<void> {
    if (event.type === "job-output") {
      const job = this.#of(event.job)
      if (job.isFull) return
      job.pending += job.decoder.write(event.chunk)
      if (job.pending.length >= FLUSH_SIZE) await this.#flush(event.job)
      // Whatever fails here fails again where the job's end is written.
      else job.timer ??= setTimeout(() => this.#flush(event.job).catch(() => {}), FLUSH_AFTER).unref()
    }
    if (event.type === "job-ended") {
      if (event.restored?.run) await this.#takeRestored(event.job, event.restored.run)
      await this.#flush(event.job)
      if (event.message !== null) await this.#write(event.job, `${event.message}\n`)
    }
  }

  async #takeRestored(id: JobId, run: string): Promise<void> {
    const job = this.#of(id)
    const printed = job.decoder.write((await this.#restoredLog(id)) ?? Buffer.alloc(0)) + job.decoder.end()
    const end = printed === "" || printed.endsWith("\n") ? "" : "\n"
    job.pending += `${printed}${end}(restored: this is from run ${run})\n`
  }

  async #flush(id: string): Promise<void> {
    const job = this.#of(id)
    clearTimeout(job.timer)
    job.timer = undefined
    const text = job.pending
    job.pending = ""
    if (text === "" || job.isFull) return job.writing
    job.written += text.length
    job.lines += text.split("\n").length - 1
    job.isFull = job.written > LOG_LIMIT || job.lines > LINE_LIMIT
    const cut = job.isFull ? "\n(the rest of this log is not kept: it is over 64 MiB or 1,000,000 lines)\n" : ""
    return this.#write(id, text + cut)
  }

  #write(id: string, text: string): Promise<void> {
    const job = this.#of(id)
    job.writing = job.writing.then(async () => {
      await this.#store.appendLog(this.#run, id, text)
      this.#notices.tell(this.#run, id)
    })
    return job.writing
  }

  #of(id: string): JobLog {
    const known = this.#jobs.get(id)
    if (known) return known
    const limits = { written: 0, lines: 0, isFull: false }
    const decoder = new StringDecoder("utf8")
    const job = { decoder, pending: "", ...limits, timer: undefined, writing: Promise.resolve() }
    this.#jobs.set(id, job)
    return job
  }
}
