import type { JobFingerprint } from "../../core/plan/fingerprint.ts"
import type { JobId, Plan } from "../../core/plan/plan.ts"
import { noResults } from "../../core/run/job-reports.ts"
import { shortDigest } from "../../core/shared/digest.ts"
import { formatDuration } from "../../core/shared/duration.ts"
import type { JobDetail, RunJobRecord, RunStore } from "../../ports/store/run-store.ts"
import type { JobEnded, RunEvent } from "../run-event.ts"

interface RunShape {
  readonly run: number
  readonly plan: Plan
  readonly fingerprints: ReadonlyMap<JobId, JobFingerprint>
}

/** Keeps the state of a run's jobs in the store. */
export async function saveRunEvent(runs: RunStore, shape: RunShape, event: RunEvent): Promise<void> {
  if (event.type === "run-started") {
    for (const { id } of event.jobs) await runs.saveJob(row(shape, id, { status: "waiting" }))
  }
  if (event.type === "job-started") {
    await runs.saveJob(row(shape, event.job, { status: "running", attempt: event.attempt, startedAt: event.at }))
  }
  if (event.type === "job-ended") {
    const { status, attempt, exitCode, message, startedAt } = event
    const known = { status, attempt, exitCode, message, startedAt, endedAt: event.at }
    await runs.saveJob(row(shape, event.job, { ...known, detail: detailOf(shape, event.job, event) }))
  }
}

function row(shape: RunShape, id: JobId, known: Partial<RunJobRecord>): RunJobRecord {
  const position = shape.plan.jobs.findIndex((job) => job.id === id)
  const job = shape.plan.jobs[position]
  const fingerprint = shape.fingerprints.get(id)
  const proves = job?.kind === "job"
  return {
    run: shape.run,
    job: id,
    position,
    status: "waiting",
    attempt: 0,
    startedAt: null,
    endedAt: null,
    exitCode: null,
    message: null,
    key: proves ? (fingerprint?.key ?? null) : null,
    definition: job?.definition ?? null,
    inputs: fingerprint?.fingerprint ?? null,
    detail: detailOf(shape, id),
    ...known,
  }
}

const UNKNOWN: Pick<JobEnded, "coverage" | "tests" | "findings" | "flaky" | "restored"> = {
  ...noResults,
  flaky: null,
  restored: null,
}

function detailOf({ plan }: RunShape, id: JobId, results = UNKNOWN): JobDetail | null {
  const job = plan.jobs.find((one) => one.id === id)
  if (!job) return null
  const { coverage, tests, findings, flaky, restored } = results
  const coverageMinimum = "coverageMinimum" in job ? job.coverageMinimum : null
  return { kind: job.kind, needs: job.needs, coverageMinimum, coverage, tests, findings, flaky, restored }
}

/** The line that a push's followers see for an event; undefined for what they need not see. */
export function progressLine(event: RunEvent): string | undefined {
  switch (event.type) {
    case "job-ended": {
      const coverage = event.coverage ? `, ${percent(event.coverage)} % of lines covered` : ""
      const why = event.message === null ? "" : `: ${event.message}`
      const took = event.startedAt === null ? "" : ` in ${formatDuration(event.durations.ran)}`
      return `  ${howEnded(event).padEnd(9)} ${event.job}${took}${coverage}${why}`
    }
    case "job-retried":
      return `  again     ${event.job}: attempt ${event.attempt} ${event.status}: ${event.message}`
    case "image-built":
      return `  image     ${event.service} ${shortDigest(event.digest)}`
    default:
      return undefined
  }
}

function howEnded({ status, restored }: JobEnded): string {
  if (restored === null) return status
  return restored.run === null ? "unneeded" : "restored"
}

function percent({ covered, total }: { covered: number; total: number }): string {
  return total === 0 ? "0.0" : ((100 * covered) / total).toFixed(1)
}
