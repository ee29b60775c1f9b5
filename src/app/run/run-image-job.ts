import type { Plan, PlannedImage } from "../../core/plan/plan.ts"
import type { AttemptStatus } from "../../core/run/apply.ts"
import { type Failure, type FailureClass, failureReasons } from "../../core/shared/failure.ts"
import type { ImageBuildRequest } from "../../ports/image-builder.ts"
import { type Attempt, attempt } from "./attempt.ts"
import { type JobChannel, lineLog } from "./job-channel.ts"
import type { RunContext } from "./run-context.ts"

const statusOfClass: Readonly<Record<FailureClass, AttemptStatus>> = {
  refused: "failed",
  invalid: "failed",
  errored: "errored",
  canceled: "canceled",
}

/** Builds a service's image from the commit's files and from what the jobs it needs left in the checkout. */
export async function runImageJob(
  job: PlannedImage,
  plan: Plan,
  context: RunContext,
  channel: JobChannel,
): Promise<Attempt> {
  const definition = context.definition.services[job.owner]
  if (!definition) return attempt("errored", { message: `there is no service '${job.owner}' in the definition` })
  const secrets = context.secrets.of(job)
  if (!secrets.ok) return attempt("errored", { message: secrets.failure.message })
  const { log, printed } = lineLog(channel)
  const built = await context.imageBuilder.build({
    source: sourceOf(job, plan, context),
    service: job.owner,
    definition,
    secrets: secrets.value,
    owner: context.owner,
    log,
    signal: channel.signal,
  })
  await printed()
  return built.ok ? attempt("succeeded", { image: built.value }) : attemptOf(built.failure)
}

function sourceOf(
  job: PlannedImage,
  plan: Plan,
  { checkout, contents, fingerprints }: RunContext,
): ImageBuildRequest["source"] {
  const files = fingerprints.get(job.id)?.inputs.files ?? []
  if (contents) return { kind: "commit", files, contents }
  return { kind: "checkout", folder: checkout, files: files.map(({ path }) => path), outputs: outputsOf(job, plan) }
}

function attemptOf(because: Failure): Attempt {
  return attempt(statusOfClass[failureReasons[because.reason]], { message: because.message })
}

function outputsOf(job: PlannedImage, plan: Plan) {
  return plan.jobs.flatMap((needed) => {
    if (needed.kind === "image" || !job.needs.includes(needed.id) || needed.outputs.length === 0) return []
    return [{ directory: needed.directory, globs: needed.outputs }]
  })
}
