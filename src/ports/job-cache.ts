import type { JobReports } from "../core/run/job-reports.ts"
import type { Digest } from "../core/shared/digest.ts"
import type { BuiltImage } from "./image-builder.ts"

/** What a job that succeeded came to, besides its outputs and its log: all of a restored job's outcome. */
export interface CachedResult extends JobReports {
  /** Signer on whose machine it ran. Only entries of builders that the reader trusts are ever given out. */
  readonly builder: string
  /** The run that it was part of. */
  readonly run: string
  /** That run signed nothing: its files were no commit's. A run that signs does not take the result over. */
  readonly unsigned?: true
  /** Milliseconds that it took, and since 1970 when it ended. */
  readonly took: number
  readonly endedAt: number
  /** Null for an image's build. */
  readonly exitCode: number | null
  /** Of an image's build. */
  readonly image: BuiltImage | null
}

export interface NewCacheEntry {
  readonly key: Digest
  readonly result: CachedResult
  /** Absolute folder that the outputs are below. */
  readonly directory: string
  /** Files and links, as paths below the directory. */
  readonly outputs: readonly string[]
  readonly log: Buffer
}

/**
 * Results of jobs by the key of their evidence, which covers everything that decides them (`architecture.md`, Cache and
 * image reuse). What is damaged is a miss: it is forgotten, a warning says so, and the job runs again. No method
 * rejects.
 */
export interface JobCache {
  /** The results known under these keys. Their outputs are looked at only when they are restored. */
  lookup(keys: readonly Digest[]): Promise<ReadonlyMap<Digest, CachedResult>>
  /**
   * Writes a result's outputs below an absolute folder, in place of what is there; false if they are not whole, or cannot
   * be written, as if it had not been known.
   */
  restore(key: Digest, directory: string): Promise<boolean>
  /** What the job printed; undefined if that is not known. */
  log(key: Digest): Promise<Buffer | undefined>
  /** Keeps a result that has just come about, whole or not at all, with the outputs as they are now. */
  keep(entry: NewCacheEntry): Promise<void>
  /** Writes what is still to be written, and makes room if there is too much. */
  close(): Promise<void>
}
