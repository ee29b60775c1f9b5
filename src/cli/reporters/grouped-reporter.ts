import type { Writable } from "node:stream"
import type { JobEnded, RunEvent } from "../../app/run-event.ts"
import type { JobId } from "../../core/plan/plan.ts"
import { shortDigest } from "../../core/shared/digest.ts"
import { sanitise } from "../../core/shared/sanitise.ts"
import { painter } from "../paint.ts"
import type { GroupMarks } from "./group-marks.ts"
import { JobLines } from "./job-lines.ts"
import type { Reporter } from "./reporter.ts"
import { type BadJob, endedLine, runSummary } from "./run-summary.ts"
import { writeAll } from "./write-all.ts"

const LINES_IN_SUMMARY = 20

export interface GroupedReporterOptions {
  readonly stdout: Writable
  readonly stderr: Writable
  readonly colour: boolean
  readonly marks: GroupMarks
}

/**
 * For logs that fold: the output of each job in a group of its own. Groups cannot overlap, so jobs take turns: the
 * longest running one is shown as it goes on, what the others print is kept until it is their turn.
 */
export class GroupedReporter implements Reporter {
  readonly #options: GroupedReporterOptions
  readonly #paint
  /** Those that are running, or have ended and wait for their turn, in the order of their start. */
  readonly #jobs = new Map<JobId, JobLines>()
  readonly #ended: JobEnded[] = []
  readonly #bad: BadJob[] = []
  /** The job whose group is open. */
  #open: JobId | undefined
  #at = 0

  constructor(options: GroupedReporterOptions) {
    this.#options = options
    this.#paint = painter(options.colour)
  }

  async observe(event: RunEvent): Promise<void> {
    this.#at = event.at
    await writeAll(this.#options.stdout, this.#textOf(event))
  }

  notice(text: string): void {
    this.#options.stderr.write(`slipway: ${text}\n`)
  }

  close(): void {
    if (!this.#options.stdout.destroyed) this.#options.stdout.write(this.#closeGroup())
  }

  #textOf(event: RunEvent): string {
    switch (event.type) {
      case "run-started":
        return `run > ${event.jobs.length} jobs of ${event.commit.slice(0, 12)}\n`
      case "job-started":
        if (event.attempt === 1) this.#jobs.set(event.job, new JobLines(this.#options))
        return ""
      case "job-output":
        this.#jobs.get(event.job)?.push(event.chunk)
        return this.#turns()
      case "job-retried":
        this.#jobs.get(event.job)?.say(`↻ ${event.status}, trying again: ${plain(event.message)}`)
        return this.#turns()
      case "image-built":
        this.#jobs.get(event.job)?.say(`built ${shortDigest(event.digest)}`)
        return this.#turns()
      case "job-ended":
        return this.#end(event)
      case "run-ended": {
        const summary = runSummary(event.status, event.duration, this.#ended, { bad: this.#bad, paint: this.#paint })
        return this.#turns() + this.#options.marks.quote(`${summary.join("\n")}\n`)
      }
    }
  }

  #end(event: JobEnded): string {
    this.#ended.push(event)
    const lines = this.#jobs.get(event.job) ?? new JobLines(this.#options)
    this.#jobs.set(event.job, lines)
    lines.end(event)
    if (event.status === "failed" || event.status === "errored") {
      this.#bad.push({ ended: event, lastLines: lines.last(LINES_IN_SUMMARY) })
    }
    return this.#turns()
  }

  /** Shows what can be shown now. The first of the jobs has the turn; others only once they have ended, and it has. */
  #turns(): string {
    let text = ""
    for (const [job, lines] of this.#jobs) {
      text += this.#shown(job, lines.take())
      const { ended } = lines
      if (!ended) return text
      text += this.#closeGroup() + this.#endText(ended)
      this.#jobs.delete(job)
    }
    return text
  }

  #shown(job: JobId, lines: readonly string[]): string {
    if (lines.length === 0) return ""
    const open = this.#open === job ? "" : this.#options.marks.open(job, this.#at)
    this.#open = job
    return open + lines.map((line) => `${line}\n`).join("")
  }

  #closeGroup(): string {
    if (this.#open === undefined) return ""
    this.#open = undefined
    return this.#options.marks.close(this.#at)
  }

  #endText(ended: JobEnded): string {
    // As in the live view: the summary counts what never began.
    if (ended.status === "canceled" && ended.startedAt === null) return ""
    const { marks } = this.#options
    return marks.line(endedLine(ended, this.#paint)) + marks.annotations(ended)
  }
}

function plain(text: string): string {
  return sanitise(text, { colour: false })
}
