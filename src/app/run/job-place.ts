import type { PlannedCommand, PlannedScan } from "../../core/plan/plan.ts"
import { sidecarVariables } from "../../core/plan/sidecar-kind.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { SidecarStart, Sidecars } from "../../ports/containers.ts"
import type { Executor } from "../../ports/executor.ts"
import { type JobChannel, lineLog } from "./job-channel.ts"
import type { JobContext } from "./run-context.ts"

/** Milliseconds that sidecars have to get healthy, unless the job itself has less. */
const PATIENCE = 120_000

export type PlaceContext = Pick<
  JobContext,
  "images" | "executor" | "containers" | "environment" | "checkout" | "fingerprints" | "owner"
>

/** Where a job's command runs. Its sidecars end with it. */
export interface JobPlace extends AsyncDisposable {
  readonly executor: Executor
  /** What it gets besides what the job declares. */
  readonly environment: Readonly<Record<string, string>>
}

/** This machine, or a container of the image that the job names, with its sidecars beside it. */
export async function openJobPlace(
  job: PlannedCommand | PlannedScan,
  context: PlaceContext,
  channel: JobChannel,
): Promise<Result<JobPlace>> {
  const { container } = job
  if (job.inImage) return openCandidate(job, context, channel)
  const image = container && (await imageOf({ job, fact: "image", name: container.image }, context, channel))
  if (image && !image.ok) return image
  const started = job.sidecars.length === 0 ? ok(null) : await startSidecars(job, context, channel)
  if (!started.ok) return started
  const sidecars = started.value
  const executor =
    container && image
      ? context.containers.executor({
          ...container,
          image: image.value,
          checkout: context.checkout,
          sidecars: sidecars?.network ?? null,
        })
      : context.executor
  const environment = { ...(container ? {} : context.environment), ...sidecarVariables(sidecars?.addresses ?? []) }
  return ok({ executor, environment, [Symbol.asyncDispose]: async () => sidecars?.stop() })
}

/** The service's image that this run has made, its tests on top. */
async function openCandidate(
  job: PlannedCommand | PlannedScan,
  context: PlaceContext,
  channel: JobChannel,
): Promise<Result<JobPlace>> {
  const image = job.owner === null ? undefined : context.images.get(job.owner)
  if (!image) return fail("container-image-missing", `there is no image of ${job.owner ?? "it"} in this run`)
  const started = job.sidecars.length === 0 ? ok(null) : await startSidecars(job, context, channel)
  if (!started.ok) return started
  const sidecars = started.value
  const { verified: _, ...written } = job.reports
  const executor = context.containers.candidateExecutor({
    image: image.digest,
    checkout: context.checkout,
    directory: job.directory,
    collects: [...job.outputs, ...Object.values(written).filter((path) => path !== null)],
    sidecars: sidecars?.network ?? null,
  })
  const environment = sidecarVariables(sidecars?.addresses ?? [])
  return ok({ executor, environment, [Symbol.asyncDispose]: async () => sidecars?.stop() })
}

async function startSidecars(
  job: PlannedCommand | PlannedScan,
  context: PlaceContext,
  channel: JobChannel,
): Promise<Result<Sidecars>> {
  const starts: SidecarStart[] = []
  for (const sidecar of job.sidecars) {
    const used = { job, fact: `service:${sidecar.name}`, name: sidecar.image }
    const image = await imageOf(used, context, channel)
    if (!image.ok) return image
    starts.push({ ...sidecar, reference: image.value })
  }
  const { log, printed } = lineLog(channel)
  const started = await context.containers.startSidecars(starts, {
    owner: context.owner,
    reachedBy: job.container || job.inImage ? "containers" : "processes",
    patience: Math.min(job.timeout, PATIENCE),
    log,
    signal: channel.signal,
  })
  await printed()
  return started
}

interface UsedImage {
  readonly job: PlannedCommand | PlannedScan
  /** Under which name the job's fingerprint holds its digest. */
  readonly fact: string
  readonly name: string
}

/** The image that the job's fingerprint holds, whatever its tag has become meanwhile. */
async function imageOf(
  { job, fact, name }: UsedImage,
  context: PlaceContext,
  channel: JobChannel,
): Promise<Result<string>> {
  const { log, printed } = lineLog(channel)
  const image = await context.containers.resolveImage(name, { log, signal: channel.signal })
  await printed()
  if (!image.ok) return image
  const planned = context.fingerprints.get(job.id)?.inputs.facts[fact]
  if (planned === undefined || planned === image.value.digest) return ok(image.value.reference)
  return fail("container-image-unusable", `image ${name} is another one than when the run was planned`, {
    hint: "run it again, or pin the image by its digest",
  })
}
