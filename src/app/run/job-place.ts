import type { PlannedCommand, PlannedContainer } from "../../core/plan/plan.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { Executor } from "../../ports/executor.ts"
import { type JobChannel, lineLog } from "./job-channel.ts"
import type { RunContext } from "./run-context.ts"

export type PlaceContext = Pick<RunContext, "executor" | "containers" | "environment" | "checkout" | "fingerprints">

/** Where a job's command runs. */
export interface JobPlace {
  readonly executor: Executor
  /** What it gets besides what the job declares. */
  readonly environment: Readonly<Record<string, string>>
}

/** This machine, or a container of the image that the job names. */
export async function openJobPlace(
  job: PlannedCommand,
  context: PlaceContext,
  channel: JobChannel,
): Promise<Result<JobPlace>> {
  const { container } = job
  if (!container) return ok({ executor: context.executor, environment: context.environment })
  const image = await imageOf(job, container, context, channel)
  if (!image.ok) return image
  const executor = context.containers.executor({ ...container, image: image.value, checkout: context.checkout })
  return ok({ executor, environment: {} })
}

/** The image that the job's fingerprint holds, whatever its tag has become meanwhile. */
async function imageOf(
  job: PlannedCommand,
  { image: name }: PlannedContainer,
  context: PlaceContext,
  channel: JobChannel,
): Promise<Result<string>> {
  const { log, printed } = lineLog(channel)
  const image = await context.containers.resolveImage(name, { log, signal: channel.signal })
  await printed()
  if (!image.ok) return image
  const planned = context.fingerprints.get(job.id)?.inputs.facts.image
  if (planned === undefined || planned === image.value.digest) return ok(image.value.reference)
  return fail("container-image-unusable", `image ${name} is another one than when the run was planned`, {
    hint: "run it again, or pin the image by its digest",
  })
}
