/** What `slipway run` keeps on this machine so that it need not be done again. */
export interface CacheUsage {
  /** Absolute folder of all of it. */
  readonly folder: string
  /** Results of jobs, with their outputs and logs: how many, and bytes. */
  readonly results: number
  readonly bytes: number
  /** Bytes above which the results that were least recently used go. */
  readonly limit: number
  /** What setups left, by lock file. */
  readonly setups: number
}

/** All of it can be lost at any time: what is not there is done again. */
export interface LocalCaches {
  usage(): Promise<CacheUsage>
  /** Removes all of it, also while a run goes on, and tells what there was. */
  clear(): Promise<CacheUsage>
}
