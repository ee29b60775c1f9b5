import type { Digest } from "../core/shared/digest.ts"

/** A setup in a checkout: what it is called to do, and where. */
export interface SetupPlace {
  /** Evidence key of the setup: its command, lock file and manifests. */
  readonly key: Digest
  readonly command: string
  /** Absolute folder of the lock file, in a clean checkout. */
  readonly folder: string
}

/**
 * What setups leave behind (`node_modules`), kept from run to run, so that each runs once per lock file. Only what
 * follows from the key alone is kept: a setup that could run code of the checkout is done again every time.
 */
export interface SetupStore {
  /** Whether what the setup left in an earlier run is in its place now. */
  restore(place: SetupPlace): Promise<boolean>
  /** Keeps what a setup that has just succeeded left behind, if it may be kept. */
  keep(place: SetupPlace): Promise<void>
}
