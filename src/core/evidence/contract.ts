import type { Digest } from "../shared/digest.ts"

/** What a consumer expects of a provider. Names are hostile: one line each, of letters, digits and ` ._@:/-`. */
export interface Contract {
  readonly consumer: string
  readonly provider: string
  /** Of names and expectations, whatever tool has written them in whatever order. */
  readonly content: Digest
}

/** Contracts that a job has written, and those that it was given and has held its service against. */
export interface JobContracts {
  readonly reported: readonly Contract[]
  readonly verified: readonly Contract[]
}

/** How many of each a job may have. */
export const MOST_CONTRACTS = 1000
