import { join } from "node:path"
import type { PlannedCommand } from "../../core/plan/plan.ts"
import { coverageShortfall } from "../../core/run/coverage.ts"
import { formatDuration } from "../../core/shared/duration.ts"
import type { ExecutionOutcome } from "../../ports/executor.ts"
import { type Attempt, attempt } from "./attempt.ts"
import type { RunContext } from "./run-context.ts"

/** What a job reports while it runs. */
export interface JobChannel {
  readonly signal: AbortSignal
  readonly output: (chunk: Buffer) => Promise<void>
}

/** Runs a job's command once and judges what it left behind. */
export async function runCommandJob(job: PlannedCommand, context: RunContext, channel: JobChannel): Promise<Attempt> {
  const directory = join(context.checkout, job.directory)
  if (job.coverageReport !== null) await context.artifacts.removeReport(join(directory, job.coverageReport))
  const outcome = await context.executor.execute({
    command: job.command,
    directory,
    env: environmentOf(job, context),
    timeout: job.timeout,
    grace: context.grace,
    signal: channel.signal,
    onOutput: channel.output,
    onStarted: (process) => context.onProcess?.(job.id, process),
  })
  const ended = attemptOf(outcome, job.timeout)
  return ended.status === "succeeded" ? judge(job, directory, context) : ended
}

/** What a pusher controls comes last, so that nothing can pass itself off as it, and only ever as a value. */
function environmentOf(job: PlannedCommand, context: RunContext): Record<string, string> {
  return {
    ...context.environment,
    ...(job.kind === "setup" ? context.setupEnvironment : {}),
    ...job.env,
    ...(job.kind === "test" ? context.testEnvironment : {}),
    ...(context.ref === null ? {} : { SLIPWAY_REF: context.ref }),
    SLIPWAY_COMMIT: context.commit,
  }
}

/** *failed* is the command's own verdict; whatever kept it from giving one is *errored*. */
function attemptOf(outcome: ExecutionOutcome, timeout: number): Attempt {
  switch (outcome.kind) {
    case "exited": {
      const { code } = outcome
      return code === 0
        ? attempt("succeeded", { exitCode: 0 })
        : attempt("failed", { exitCode: code, message: `exit status ${code}` })
    }
    case "signaled":
      return attempt("errored", { message: `ended by ${outcome.signal}` })
    case "timed-out":
      return attempt("errored", { message: `timed out after ${formatDuration(timeout)}` })
    case "not-started":
      return attempt("errored", { message: `could not be started: ${outcome.message}` })
    case "canceled":
      return attempt("canceled", { message: outcome.forced ? "canceled; had to be killed" : "canceled" })
  }
}

/** A command that succeeded has not yet done what the job declares. */
async function judge(job: PlannedCommand, directory: string, context: RunContext): Promise<Attempt> {
  const missing = await context.artifacts.unmatched(directory, job.outputs)
  if (missing.length > 0) {
    return attempt("failed", { exitCode: 0, message: `left no file that matches its outputs: ${missing.join(", ")}` })
  }
  const { coverageReport, coverageMinimum } = job
  if (coverageReport === null) {
    if (coverageMinimum === null) return attempt("succeeded", { exitCode: 0 })
    return attempt("errored", { exitCode: 0, message: "has a minimum for coverage, but no coverage report" })
  }
  const coverage = await context.artifacts.lineCoverage(join(directory, coverageReport))
  if (!coverage.ok) {
    return attempt("errored", { exitCode: 0, message: `${coverage.failure.message} (${coverageReport})` })
  }
  const shortfall =
    coverageMinimum === null ? undefined : coverageShortfall(job.owner ?? job.id, coverage.value, coverageMinimum)
  if (shortfall) return attempt("failed", { exitCode: 0, message: shortfall, coverage: coverage.value })
  return attempt("succeeded", { exitCode: 0, coverage: coverage.value })
}
