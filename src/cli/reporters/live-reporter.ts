import type { Writable } from "node:stream"
import type { JobEnded, JobStarted, RunEvent } from "../../app/run-event.ts"
import type { JobId } from "../../core/plan/plan.ts"
import { shortDigest } from "../../core/shared/digest.ts"
import { sanitise } from "../../core/shared/sanitise.ts"
import type { Clock } from "../../ports/clock.ts"
import { painter } from "../paint.ts"
import { LineSplitter } from "./line-splitter.ts"
import { LineTail } from "./line-tail.ts"
import { LiveRegion } from "./live-region.ts"
import { liveView, type Size } from "./live-view.ts"
import type { Reporter } from "./reporter.ts"
import { type BadJob, endedLine, runSummary } from "./run-summary.ts"

/** Milliseconds between two drawings. */
const INTERVAL = 100
const LINES_OF_BAD_JOB = 100
/** Of all bad jobs together, so that many of them do not push each other off the screen. */
const LINES_IN_SUMMARY = 400
const FEWEST_LINES = 5

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

/** For people at a terminal: what runs now below, what has ended above; at the end the output of what failed. */
export class LiveReporter implements Reporter {
  readonly #options: LiveReporterOptions
  readonly #region: LiveRegion
  readonly #paint
  readonly #running = new Map<JobId, ShownJob>()
  readonly #ended: JobEnded[] = []
  readonly #bad: BadJob[] = []
  readonly #pending: string[] = []
  #total = 0
  #startedAt = 0
  #frame = 0
  #timer: NodeJS.Timeout | undefined
  #drawing: Promise<void> | undefined

  constructor(options: LiveReporterOptions) {
    this.#options = options
    this.#region = new LiveRegion(options.stdout, () => options.size().columns)
    this.#paint = painter(options.colour)
  }

  async observe(event: RunEvent): Promise<void> {
    switch (event.type) {
      case "run-started":
        this.#total = event.jobs.length
        this.#startedAt = event.at
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
        const more = { bad: this.#bad.map((job) => shortened(job, this.#bad.length)), paint: this.#paint }
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
    // The summary counts those that never began; one line for each would bury what happened.
    if (event.status !== "canceled" || event.startedAt !== null) this.#pending.push(endedLine(event, this.#paint))
    if (event.status !== "failed" && event.status !== "errored") return
    for (const line of shown?.splitter.end() ?? []) shown?.tail.push(line)
    const lines = (shown?.tail.lines ?? []).map((line) => sanitise(line, this.#options))
    const dropped = shown?.tail.dropped ?? 0
    this.#bad.push({ ended: event, lastLines: [...(dropped > 0 ? [linesBefore(dropped)] : []), ...lines] })
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
    const ended = this.#ended.map(({ status }) => status)
    const times = { startedAt: this.#startedAt, now: this.#options.clock.now(), frame: Math.floor(this.#frame / 2) }
    const state = { running, ended, total: this.#total, ...times }
    const view = liveView(state, this.#options.size(), this.#paint)
    return this.#region.draw(this.#pending.splice(0), view)
  }
}

function shortened({ ended, lastLines }: BadJob, jobs: number): BadJob {
  const most = Math.max(FEWEST_LINES, Math.floor(LINES_IN_SUMMARY / jobs))
  if (lastLines.length <= most) return { ended, lastLines }
  return { ended, lastLines: ["…", ...lastLines.slice(-most)] }
}

function linesBefore(count: number): string {
  return count === 1 ? "… 1 line before" : `… ${count} lines before`
}
