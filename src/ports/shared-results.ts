import type { CachedOutput } from "../core/run/cached-output.ts"
import type { Digest } from "../core/shared/digest.ts"
import type { CachedResult } from "./job-cache.ts"

export interface CacheEntry {
  readonly result: CachedResult
  readonly outputs: readonly CachedOutput[]
  readonly log: Digest
}

/** A result with everything that it names: the content of its outputs, and its log. */
export interface WholeResult {
  readonly entry: CacheEntry
  readonly blobs: ReadonlyMap<Digest, Buffer>
}

/** A cache of jobs that gives out all of what it keeps. Does not reject. */
export interface WholeResults {
  /** Undefined if it is not known, or not whole. */
  whole(key: Digest): Promise<WholeResult | undefined>
}

/** Results by builder and key: what one builder has written is never found under the name of another. Does not reject. */
export interface SharedResults {
  lookup(builder: string, keys: readonly Digest[]): Promise<ReadonlyMap<Digest, CachedResult>>
  whole(builder: string, key: Digest): Promise<WholeResult | undefined>
  /** Under the builder that the result names; whole or not at all. */
  put(key: Digest, whole: WholeResult): Promise<void>
  close(): Promise<void>
}
