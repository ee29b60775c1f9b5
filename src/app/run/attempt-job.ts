import type { Plan, PlannedJob } from "../../core/plan/plan.ts"
import { type Attempt, attempt } from "./attempt.ts"
import type { JobChannel } from "./job-channel.ts"
import { maskedAttempt } from "./masked-attempt.ts"
import { runCommandJob } from "./run-command-job.ts"
import type { JobContext } from "./run-context.ts"
import { runImageJob } from "./run-image-job.ts"
import { runSetupJob } from "./run-setup-job.ts"

/**
 * Tries a job once. Nothing that it says or results in holds a secret. It never rejects: a bug or a broken adapter ends
 * as *errored*, or the run would hang.
 */
export function attemptJob(job: PlannedJob, plan: Plan, context: JobContext, channel: JobChannel): Promise<Attempt> {
  return maskedAttempt(context.secrets.masker, channel, (masked) => attemptOnce(job, plan, context, masked))
}

async function attemptOnce(job: PlannedJob, plan: Plan, context: JobContext, channel: JobChannel): Promise<Attempt> {
  if (channel.signal.aborted) return attempt("canceled", { message: "canceled" })
  try {
    if (job.kind === "image") return await runImageJob(job, plan, context, channel)
    if (job.kind === "scan") return await (await import("./run-scan-job.ts")).runScanJob(job, context, channel)
    const run = job.kind === "setup" ? runSetupJob : runCommandJob
    return await run(job, context, channel)
  } catch (error) {
    return attempt("errored", {
      message: `could not be run: ${error instanceof Error ? error.message : String(error)}`,
    })
  }
}
