import { join } from "node:path"
import type { PlannedCommand } from "../../core/plan/plan.ts"
import { failedTests, type JobReports } from "../../core/run/job-reports.ts"
import type { Failure } from "../../core/shared/failure.ts"
import { type Attempt, attempt } from "./attempt.ts"
import { attemptOf } from "./attempt-of.ts"
import type { JobChannel } from "./job-channel.ts"
import { openJobPlace } from "./job-place.ts"
import { judgeReports, readable } from "./judge-reports.ts"
import type { JobContext } from "./run-context.ts"

/** Runs a job's command once and judges what it left behind. */
export async function runCommandJob(job: PlannedCommand, context: JobContext, channel: JobChannel): Promise<Attempt> {
  const secrets = context.secrets.of(job)
  if (!secrets.ok) return attempt("errored", { message: secrets.failure.message })
  const opened = await openJobPlace(job, context, channel)
  if (!opened.ok) return attempt("errored", { message: lineOf(opened.failure) })
  await using where = opened.value
  const { executor, environment } = where
  const directory = join(context.checkout, job.directory)
  const place = { checkout: context.checkout, directory, reports: job.reports }
  const before = await context.artifacts.stampReports(place)
  const outcome = await executor.execute({
    owner: context.owner,
    command: job.command,
    directory,
    env: { ...environment, ...environmentOf(job, context, secrets.value) },
    timeout: job.timeout,
    grace: context.grace,
    signal: channel.signal,
    onOutput: channel.output,
    onStarted: (process) => context.onProcess?.(job.id, process),
    onEnded: channel.ended,
  })
  const ended = attemptOf(outcome, job.timeout)
  // The reports of a job that was stopped half-way say nothing about it.
  if (ended.exitCode === null) return ended
  const read = await context.artifacts.readReports(place, before)
  if (ended.status === "failed") return withResults(ended, readable(read))
  const { files, unmatched } = await context.artifacts.outputs(directory, job.outputs)
  if (unmatched.length === 0) return { ...judgeReports(job, read), outputs: files }
  const message = `left no file that matches its outputs: ${unmatched.join(", ")}`
  return attempt("failed", { exitCode: 0, message, ...readable(read) })
}

/** A job that failed failed, whatever its reports say or lack; they may say which tests it was. */
function withResults(ended: Attempt, results: JobReports): Attempt {
  const failed = failedTests(results)
  return { ...ended, ...results, message: failed ? `${ended.message}; ${failed}` : ended.message }
}

function testEnvironmentOf({ testEnvironment, ref, commit }: JobContext): Record<string, string> {
  return { ...testEnvironment, ...(ref === null ? {} : { SLIPWAY_REF: ref }), SLIPWAY_COMMIT: commit }
}

/** What a pusher controls comes last, so that nothing can pass itself off as it, and only ever as a value. */
function environmentOf(
  job: PlannedCommand,
  context: JobContext,
  secrets: Readonly<Record<string, string>>,
): Record<string, string> {
  return {
    ...(job.kind === "setup" ? context.setupEnvironment : {}),
    ...job.env,
    ...secrets,
    ...(job.kind === "test" ? testEnvironmentOf(context) : {}),
  }
}

/** A failure in one line. */
export function lineOf({ message, hint }: Failure): string {
  return hint ? `${message} (${hint})` : message
}
