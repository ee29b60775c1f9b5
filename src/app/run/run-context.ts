import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import type { JobFingerprint } from "../../core/plan/fingerprint.ts"
import type { JobId } from "../../core/plan/plan.ts"
import type { Clock } from "../../ports/clock.ts"
import type { Containers } from "../../ports/containers.ts"
import type { Executor, StartedProcess } from "../../ports/executor.ts"
import type { BuiltImage, ImageBuilder } from "../../ports/image-builder.ts"
import type { ImageScans } from "../../ports/image-scans.ts"
import type { JobArtifacts } from "../../ports/job-artifacts.ts"
import type { CachedResult, JobCache } from "../../ports/job-cache.ts"
import type { Repository } from "../../ports/repository.ts"
import type { SetupStore } from "../../ports/setup-store.ts"
import type { RunEvent } from "../run-event.ts"
import type { RunSecrets } from "./run-secrets.ts"
import type { TakenOver } from "./take-over.ts"

/** What a job of a run sees: besides, the images that the run has built, or taken over, so far; by service. */
export interface JobContext extends RunContext {
  readonly images: ReadonlyMap<string, BuiltImage>
}

/** All that running a plan needs besides the plan. The same on a laptop, in CI and on the server. */
export interface RunContext {
  /** Runs the commands of jobs without a container. */
  readonly executor: Executor
  readonly containers: Containers
  readonly imageBuilder: ImageBuilder
  readonly artifacts: JobArtifacts
  /** Where images are laid out for the scanner. */
  readonly scans: ImageScans
  /** Where results are kept from run to run; null: nothing is. */
  readonly cache: JobCache | null
  /** Whose results these are, as the cache notes them. */
  readonly origin: Pick<CachedResult, "builder" | "run" | "unsigned">
  /** What need not run. */
  readonly takenOver: TakenOver
  /** Where setups are kept from run to run; null: each is run again. */
  readonly setups: SetupStore | null
  readonly clock: Clock
  /**
   * Absolute folder with the commit's files; not looked at where every job is taken over, or `contents` is given. Jobs
   * write into it; nothing else may use it meanwhile.
   */
  readonly checkout: string
  /** What images are made of where nothing is checked out: no other job runs then. */
  readonly contents?: Repository["contents"]
  /** The commit's own definition: how each service's image is made. */
  readonly definition: Definition
  readonly fingerprints: ReadonlyMap<JobId, JobFingerprint>
  /** Hostile; reaches tests as `SLIPWAY_REF`, which is not set when there is none. */
  readonly ref: string | null
  /** Reaches tests as `SLIPWAY_COMMIT`. Jobs see neither: their results are those of other commits with the same inputs. */
  readonly commit: string
  /** How many jobs may run at once, at least 1. */
  readonly jobs: number
  /** What every command gets: PATH, HOME. */
  readonly environment: Readonly<Record<string, string>>
  /** What setups get besides: how this machine reaches the network that packages come from. */
  readonly setupEnvironment: Readonly<Record<string, string>>
  /** What tests get besides: the addresses of the environment's services. */
  readonly testEnvironment: Readonly<Record<string, string>>
  /** What jobs get by name, and nobody is shown. */
  readonly secrets: RunSecrets
  /** Aborting cancels the run: running jobs are stopped, waiting ones do not start. */
  readonly signal: AbortSignal
  /** TERM, then after this many milliseconds KILL. */
  readonly grace: number
  /**
   * Told everything. A promise holds the job back whose event it is, so that a slow consumer slows a chatty job down.
   * If it throws or rejects, the run is stopped and `runPlan` rejects with that error.
   */
  readonly observe: (event: RunEvent) => void | Promise<void>
  /** Whose processes are: the name of the work folder, by which a later run finds what a killed one left. */
  readonly owner: string
  /** Told of every process group, so that it can be killed at once. */
  readonly onProcess?: (job: JobId, process: StartedProcess) => void
}
