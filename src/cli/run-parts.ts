import type { RunRequest } from "../app/prepare-run.ts"
import type { Interruption } from "./interruption.ts"
import type { Reporter } from "./reporters/reporter.ts"
import type { RunBasis, RunHost } from "./run-host.ts"

/** Milliseconds between TERM and KILL. */
export const GRACE = 5000

export interface RunParts {
  readonly host: RunHost
  readonly basis: RunBasis
  readonly reporter: Reporter
  readonly interruption: Interruption
  /** Whose cache is used besides the one here. */
  readonly server: string | null
}

/** A run that a person asked for, with what goes beyond the choice of its jobs. */
export interface WantedRun extends RunRequest {
  /** Whether results of earlier runs count. */
  readonly takesOver: boolean
  /** Leaves the checkout in place. */
  readonly keep: boolean
  /** Publishes the images, if the rules say so. */
  readonly publish?: boolean
  /** Jobs at once; default: one per processor. */
  readonly jobs?: number
}
