import { formatDuration } from "../core/shared/duration.ts"
import type { RunJobRecord, RunRecord } from "../ports/store/run-store.ts"
import { harmless } from "./paint.ts"
import { tableLines } from "./table.ts"

export type RunWithJobs = RunRecord & { readonly jobs: readonly RunJobRecord[] }

/** Runs, a line each. */
export function runListText(runs: readonly RunWithJobs[]): string {
  return `${tableLines([["RUN", "STATUS", "WHAT", "COMMIT", "TOOK", ""], ...runs.map(rowOf)]).join("\n")}\n`
}

/** One run with its jobs, a line each, and the tests that failed in them. */
export function runText(run: RunWithJobs): string {
  const jobs = run.jobs.flatMap((job) => [
    [`  ${job.status}`, job.job, took(job), coverageOf(job), harmless(job.message ?? whereFrom(job))],
    ...(job.detail?.tests?.failing ?? []).map(({ name, message }) => {
      return ["", `  ${harmless(name)}`, "", "", harmless(message ?? "")]
    }),
  ])
  return `${tableLines([rowOf(run)]).join("\n")}\n${tableLines(jobs).join("\n")}\n`
}

function rowOf(run: RunRecord): string[] {
  const { id, status, commit, message } = run
  return [String(id), status, harmless(what(run)), commit.slice(0, 12), took(run), harmless(message ?? "")]
}

function what({ purpose, ref, environment }: RunRecord): string {
  switch (purpose) {
    case "build":
      return ref ?? "build"
    case "verification":
      return `tests against ${environment}`
    case "after":
      return `after deployment to ${environment}`
    case "gate":
      return "command of a gate"
  }
}

function took({ startedAt, endedAt }: Pick<RunRecord, "startedAt" | "endedAt">): string {
  return startedAt === null ? "" : formatDuration((endedAt ?? startedAt) - startedAt)
}

function coverageOf({ detail }: RunJobRecord): string {
  const coverage = detail?.coverage
  if (!coverage || coverage.total === 0) return ""
  return `${((100 * coverage.covered) / coverage.total).toFixed(1)} % of lines`
}

function whereFrom({ detail }: RunJobRecord): string {
  if (!detail?.restored) return ""
  return detail.restored.run === null ? "not needed" : `from run ${detail.restored.run}`
}
