import { basename } from "node:path"
import { foundText } from "../../core/evidence/image-scan.ts"
import type { PlannedScan } from "../../core/plan/plan.ts"
import type { Digest } from "../../core/shared/digest.ts"
import { type Attempt, attempt } from "./attempt.ts"
import { attemptOf } from "./attempt-of.ts"
import { type JobChannel, lineLog } from "./job-channel.ts"
import { openJobPlace, type PlaceContext } from "./job-place.ts"
import { lineOf } from "./run-command-job.ts"
import type { JobContext } from "./run-context.ts"

/** What a scan needs of the context of a run. */
export type ScanContext = Omit<PlaceContext, "images" | "checkout" | "owner"> &
  Pick<JobContext, "scans" | "setupEnvironment" | "grace" | "onProcess">

/** Scans the image that this run has built, or taken over. */
export async function runScanJob(job: PlannedScan, context: JobContext, channel: JobChannel): Promise<Attempt> {
  const image = context.images.get(job.owner)
  if (!image) return attempt("errored", { message: `there is no image of ${job.owner} in this run` })
  return scanImage(job, image.digest, context, channel)
}

/**
 * Runs the scanner on an image. A scan has two ends: the scanner came to its end and its report was understood, or nobody
 * can tell (*errored*). Whether what it found may pass is for a gate to say.
 */
export async function scanImage(
  job: PlannedScan,
  image: Digest,
  context: ScanContext,
  channel: JobChannel,
): Promise<Attempt> {
  const opened = await context.scans.open(image)
  if (!opened.ok) return attempt("errored", { message: lineOf(opened.failure) })
  await using place = opened.value
  // What a killed run leaves of it ends with its folder, whose name is the owner.
  const owner = basename(place.folder)
  const images = new Map<string, never>()
  const where = await openJobPlace(job, { ...context, images, checkout: place.folder, owner }, channel)
  if (!where.ok) return attempt("errored", { message: lineOf(where.failure) })
  await using scanner = where.value
  const outcome = await scanner.executor.execute({
    owner,
    command: job.command,
    directory: place.folder,
    env: {
      ...scanner.environment,
      ...context.setupEnvironment,
      ...job.env,
      SLIPWAY_IMAGE: place.image,
      SLIPWAY_IMAGE_DIGEST: image,
      SLIPWAY_SERVICE: job.owner,
    },
    timeout: job.timeout,
    grace: context.grace,
    signal: channel.signal,
    onOutput: channel.output,
    onStarted: (process) => context.onProcess?.(job.id, process),
  })
  const ended = attemptOf(outcome, job.timeout)
  if (ended.exitCode === null) return ended
  if (ended.exitCode !== 0) return attempt("errored", { exitCode: ended.exitCode, message: crashed(ended.exitCode) })
  const scan = await place.read(job)
  if (!scan.ok) return attempt("errored", { exitCode: 0, message: lineOf(scan.failure) })
  const { log, printed } = lineLog(channel)
  log(`${scan.value.scanner} found ${foundText(scan.value.found)} in the image of ${job.owner}`)
  await printed()
  return attempt("succeeded", { exitCode: 0, scan: scan.value })
}

function crashed(code: number): string {
  if (code === 127) return "the scanner was not found (exit status 127): is it installed here?"
  return `the scanner ended with exit status ${code}: nobody can tell what it would have found. It must end with 0, whatever it finds`
}
