import type { JobEnded } from "../../app/run-event.ts"
import { formatDuration } from "../../core/shared/duration.ts"
import { sanitise } from "../../core/shared/sanitise.ts"
import { type TerminalStatus, terminalStatuses } from "../../core/shared/status.ts"
import type { Paint } from "../paint.ts"
import { slowestJobs } from "./slowest-jobs.ts"
import { statusSigns } from "./status-signs.ts"
import { failingTestLines, flakyLines } from "./test-lines.ts"

/** A job that did not succeed by itself, with what it printed last. */
export interface BadJob {
  readonly ended: JobEnded
  readonly lastLines: readonly string[]
}

/** The lines that end a run: what went wrong, each with its last output, then where the time went, and the counts. */
export function runSummary(
  status: TerminalStatus,
  duration: number,
  ended: readonly JobEnded[],
  { bad, paint }: { readonly bad: readonly BadJob[]; readonly paint: Paint },
): string[] {
  const lines = bad.flatMap(({ ended: job, lastLines }) => [
    "",
    endedLine(job, paint),
    ...failingTestLines(job, paint),
    ...lastLines.map((line) => `    ${line}`),
  ])
  const counts = terminalStatuses.flatMap((each) => {
    const count = ended.filter((job) => job.status === each).length
    return count === 0 ? [] : [`${count} ${each}`]
  })
  const { style } = statusSigns[status]
  const restored = ended.filter((job) => job.restored?.run).length
  if (restored > 0) counts.push(`${restored} of them restored`)
  const total = counts.length === 0 ? "nothing to do" : counts.join(", ")
  const slowest = slowestJobs(ended).map((line) => paint("dim", line))
  return [
    ...lines,
    ...flakyLines(ended, paint),
    "",
    ...slowest,
    `${paint(style, `run ${status}`)} in ${formatDuration(duration)}: ${total}`,
  ]
}

/** `✗ gateway:unit  12.3 s  exit status 1`. */
export function endedLine(job: JobEnded, paint: Paint): string {
  const { sign, style } = statusSigns[job.status]
  const time = job.startedAt === null ? "" : `  ${formatDuration(job.durations.ran)}`
  const why = job.message === null ? coverageText(job) : `  ${sanitise(job.message, { colour: false })}`
  return `${paint(style, sign)} ${job.job}${paint("dim", time)}${why}`
}

function coverageText({ coverage }: JobEnded): string {
  if (coverage === null) return ""
  const percent = Math.floor((coverage.covered / coverage.total) * 1000) / 10
  return `  coverage ${percent.toFixed(1)} %`
}
