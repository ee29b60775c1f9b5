import { join } from "node:path"
import type { PlannedCommand } from "../../core/plan/plan.ts"
import type { SetupPlace } from "../../ports/setup-store.ts"
import { type Attempt, attempt } from "./attempt.ts"
import type { JobChannel } from "./job-channel.ts"
import { runCommandJob } from "./run-command-job.ts"
import type { JobContext } from "./run-context.ts"

/** Runs a setup, or puts in place what it left in an earlier run with the same lock file. */
export async function runSetupJob(job: PlannedCommand, context: JobContext, channel: JobChannel): Promise<Attempt> {
  const key = context.fingerprints.get(job.id)?.key
  if (!context.setups || !key) return runCommandJob(job, context, channel)
  const place: SetupPlace = { key, command: job.command, folder: join(context.checkout, job.directory) }
  if (await context.setups.restore(place)) {
    await channel.output(Buffer.from("taken over from an earlier run with the same lock file\n"))
    return attempt("succeeded", { exitCode: 0 })
  }
  const ended = await runCommandJob(job, context, channel)
  if (ended.status === "succeeded") await context.setups.keep(place)
  return ended
}
