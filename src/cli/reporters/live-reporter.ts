import type { Writable } from "node:stream"
import type { JobEnded, JobStarted, RunEvent } from "../../app/run-event.ts"
import type { JobId } from "../../core/plan/plan.ts"
import { shortDigest } from "../../core/shared/digest.ts"
import type { Clock } from "../../ports/clock.ts"
import { painter } from "../paint.ts"
import { LineSplitter } from "./line-splitter.ts"
import { LineTail } from "./line-tail.ts"
import { LiveRegion } from "./live-region.ts"
import { liveView, type Size } from "./live-view.ts"
import type { Reporter } from "./reporter.ts"
import { type BadJob, endedLine, runSummary } from "./run-summary.ts"
import { sanitise } from "./sanitise.ts"

/** Milliseconds between two drawings. */
const INTERVAL = 100
const LINES_OF_BAD_JOB = 100
const LINES_IN_SUMMARY = 5

export interface LiveReporterOptions {
  readonly stdout: Writable
  readonly colour: boolean
  readonly clock: Clock
  /** The terminal's size now. */
  readonly size: () => Size
}

interface ShownJob {
  readonly job: JobId
  readonly startedAt: number
  readonly attempt: number
  readonly splitter: LineSplitter
  readonly tail: LineTail
}

/** For people at a terminal: what runs now below, what has ended above, the output of what failed. */
export class LiveReporter implements Reporter {
  readonly #options: LiveReporterOptions
  readonly #region: LiveRegion
  readonly #paint
  readonly #running = new Map<JobId, ShownJob>()
  readonly #ended: JobEnded[] = []
  readonly #bad: BadJob[] = []
  readonly #pending: string[] = []
  #total = 0
  #frame = 0
  #timer: NodeJS.Timeout | undefined
  #drawing: Promise<void> | undefined

  constructor(options: LiveReporterOptions) {
    this.#options = options
    this.#region = new LiveRegion(options.stdout)
    this.#paint = painter(options.colour)
  }

  async observe(event: RunEvent): Promise<void> {
    switch (event.type) {
      case "run-started":
        this.#total = event.jobs.length
        this.#timer = setInterval(() => this.#tick(), INTERVAL)
        return
      case "job-started":
        return this.#start(event)
      case "job-output":
        return this.#take(event.job, event.chunk)
      case "job-retried":
        this.#running.delete(event.job)
        this.#pending.push(
          `${this.#paint("yellow", "↻")} ${event.job}  ${sanitise(event.message, { colour: false })}; trying again`,
        )
        return
      case "image-built":
        this.#pending.push(`${this.#paint("dim", "·")} ${event.job}  ${shortDigest(event.digest)}`)
        return
      case "job-ended":
        return this.#end(event)
      case "run-ended": {
        const more = { bad: this.#bad, paint: this.#paint }
        this.#pending.push(...runSummary(event.status, event.duration, this.#ended, more))
        clearInterval(this.#timer)
        await this.#drawing
        await this.#region.draw(this.#pending.splice(0), [])
        this.close()
      }
    }
  }

  notice(text: string): void {
    this.#pending.push(this.#paint("yellow", `slipway: ${text}`))
    if (this.#timer) this.#tick()
  }

  close(): void {
    clearInterval(this.#timer)
    this.#region.close()
  }

  #start({ job, at, attempt }: JobStarted): void {
    const output = { splitter: new LineSplitter(), tail: new LineTail(LINES_OF_BAD_JOB) }
    this.#running.set(job, { job, attempt, startedAt: at, ...output })
  }

  #take(id: JobId, chunk: Buffer): void {
    const shown = this.#running.get(id)
    for (const line of shown?.splitter.push(chunk) ?? []) shown?.tail.push(line)
  }

  #end(event: JobEnded): void {
    this.#ended.push(event)
    const shown = this.#running.get(event.job)
    this.#running.delete(event.job)
    this.#pending.push(endedLine(event, this.#paint))
    if (event.status !== "failed" && event.status !== "errored") return
    for (const line of shown?.splitter.end() ?? []) shown?.tail.push(line)
    const lines = (shown?.tail.lines ?? []).map((line) => sanitise(line, this.#options))
    const dropped = shown?.tail.dropped ?? 0
    if (dropped > 0) this.#pending.push(`    … ${dropped} lines before`)
    this.#pending.push(...lines.map((line) => `    ${line}`))
    this.#bad.push({ ended: event, lastLines: lines.slice(-LINES_IN_SUMMARY) })
  }

  /** A terminal that is slower than the clock gets fewer drawings, not a queue of them. */
  #tick(): void {
    this.#drawing ??= this.#draw()
      // A terminal that is gone cannot be told so; the run's own end will find out.
      .catch(() => clearInterval(this.#timer))
      .finally(() => {
        this.#drawing = undefined
      })
  }

  #draw(): Promise<void> {
    this.#frame++
    const running = [...this.#running.values()].map(({ splitter, tail, ...job }) => {
      const line = splitter.open.trim() === "" ? (tail.last ?? "") : splitter.open
      return { ...job, lastLine: sanitise(line, { colour: false }) }
    })
    const state = { running, ended: this.#ended.length, total: this.#total, now: this.#options.clock.now() }
    const view = liveView({ ...state, frame: Math.floor(this.#frame / 2) }, this.#options.size())
    return this.#region.draw(this.#pending.splice(0), view)
  }
}
