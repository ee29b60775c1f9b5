import type { Writable } from "node:stream"
import type { JobEnded, JobOutput, RunEvent } from "../../app/run-event.ts"
import type { JobId } from "../../core/plan/plan.ts"
import { shortDigest } from "../../core/shared/digest.ts"
import { formatDuration } from "../../core/shared/duration.ts"
import { sanitise } from "../../core/shared/sanitise.ts"
import { painter } from "../paint.ts"
import { BufferedWriter } from "./buffered-writer.ts"
import { LineSplitter } from "./line-splitter.ts"
import type { Reporter } from "./reporter.ts"
import { runSummary } from "./run-summary.ts"

export interface PlainReporterOptions {
  readonly stdout: Writable
  readonly stderr: Writable
  readonly colour: boolean
}

/**
 * Lines for logs and pipes: `gateway:unit | what it printed`, `gateway:unit > what happened to it`. Lines of different
 * jobs alternate but never mix.
 */
export function createPlainReporter({ stdout, stderr, colour }: PlainReporterOptions): Reporter {
  const splitters = new Map<JobId, LineSplitter>()
  const ended: JobEnded[] = []
  const paint = painter(colour)

  const prefixed = (job: JobId, lines: readonly string[]) =>
    lines.map((line) => `${paint("dim", `${job} |`)} ${sanitise(line, { colour })}\n`).join("")

  function output({ job, chunk }: JobOutput): string {
    const splitter = splitters.get(job) ?? new LineSplitter()
    splitters.set(job, splitter)
    return prefixed(job, splitter.push(chunk))
  }

  function openLine(job: JobId): string {
    const lines = splitters.get(job)?.end() ?? []
    splitters.delete(job)
    return prefixed(job, lines)
  }

  function textOf(event: RunEvent): string {
    switch (event.type) {
      case "run-started":
        return `run > ${event.jobs.length} jobs of ${event.commit.slice(0, 12)}\n`
      case "job-started":
        return `${event.job} > started${event.attempt > 1 ? ` (attempt ${event.attempt})` : ""}\n`
      case "job-output":
        return output(event)
      case "job-retried":
        return `${openLine(event.job)}${event.job} > ${event.status}, trying again: ${sanitise(event.message, { colour: false })}\n`
      case "image-built":
        return `${openLine(event.job)}${event.job} > built ${shortDigest(event.digest)}\n`
      case "job-ended":
        ended.push(event)
        return `${openLine(event.job)}${event.job} > ${endText(event)}\n`
      case "run-ended":
        return `${runSummary(event.status, event.duration, ended, { bad: badOf(ended), paint }).join("\n")}\n`
    }
  }

  const writer = new BufferedWriter(stdout)
  return {
    observe: (event) => {
      const written = writer.write(textOf(event))
      return event.type === "run-ended" ? writer.flush() : written
    },
    notice: (text) => {
      writer.flush().catch(() => {})
      stderr.write(`slipway: ${text}\n`)
    },
    close: () => {},
  }
}

function endText({ status, message, startedAt, durations, restored }: JobEnded): string {
  if (restored) return restored.run === null ? "not needed" : restoredText(restored)
  const time = startedAt === null ? "" : ` in ${formatDuration(durations.ran)}`
  return `${status}${time}${message === null ? "" : `: ${sanitise(message, { colour: false })}`}`
}

function restoredText({ builder }: NonNullable<JobEnded["restored"]>): string {
  const by = builder === null ? "it ran" : `${sanitise(builder, { colour: false })} ran it`
  return `restored: its inputs have not changed since ${by}`
}

function badOf(ended: readonly JobEnded[]) {
  const bad = ended.filter((job) => job.status === "failed" || job.status === "errored")
  return bad.map((job) => ({ ended: job, lastLines: [] }))
}
