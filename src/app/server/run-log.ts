import { StringDecoder } from "node:string_decoder"
import type { JobId } from "../../core/plan/plan.ts"
import type { RunStore } from "../../ports/store/run-store.ts"
import type { RunEvent } from "../run-event.ts"

/** What is kept of one job's output. Beyond it the log says so; the job goes on. */
const LOG_LIMIT = 8 * 1024 * 1024
/** A tail of the log is worth more than its middle, but following it live needs order: so the head is kept. */
const FLUSH_SIZE = 16 * 1024

/** What a job printed in the run that its result is taken over from; undefined if nobody knows. */
export type RestoredLog = (job: JobId) => Promise<Buffer | undefined>

/** Keeps the output of a run's jobs in the store, in chunks, each job's up to a limit. */
export class RunLog {
  readonly #store: RunStore
  readonly #run: number
  readonly #restoredLog: RestoredLog
  readonly #jobs = new Map<string, { decoder: StringDecoder; pending: string; written: number }>()

  constructor(store: RunStore, run: number, restoredLog: RestoredLog) {
    this.#store = store
    this.#run = run
    this.#restoredLog = restoredLog
  }

  /** Returns a promise where it had to write, so that a chatty job waits for the disk. */
  async take(event: RunEvent): Promise<void> {
    if (event.type === "job-output") {
      const job = this.#of(event.job)
      if (job.written > LOG_LIMIT) return
      job.pending += job.decoder.write(event.chunk)
      if (job.pending.length >= FLUSH_SIZE) await this.#flush(event.job)
    }
    if (event.type === "job-ended") {
      if (event.restored?.run) await this.#takeRestored(event.job, event.restored.run)
      await this.#flush(event.job)
      if (event.message !== null) await this.#store.appendLog(this.#run, event.job, `${event.message}\n`)
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
    const text = job.pending
    if (text === "" || job.written > LOG_LIMIT) return
    job.pending = ""
    job.written += text.length
    const cut = job.written > LOG_LIMIT ? "\n(the rest of this log is not kept: it is over 8 MiB)\n" : ""
    await this.#store.appendLog(this.#run, id, text + cut)
  }

  #of(id: string): { decoder: StringDecoder; pending: string; written: number } {
    const known = this.#jobs.get(id)
    if (known) return known
    const job = { decoder: new StringDecoder("utf8"), pending: "", written: 0 }
    this.#jobs.set(id, job)
    return job
  }
}
