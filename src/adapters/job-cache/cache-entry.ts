import { type Digest, digestOf } from "../../core/shared/digest.ts"
import type { CachedResult } from "../../ports/job-cache.ts"

/** A file or link that a job left, below its directory. */
export type CachedOutput =
  | { readonly kind: "file"; readonly path: string; readonly executable: boolean; readonly digest: Digest }
  | { readonly kind: "link"; readonly path: string; readonly target: string }

export interface CacheEntry {
  readonly result: CachedResult
  readonly outputs: readonly CachedOutput[]
  readonly log: Digest
}

/** Changes whenever entries do: others are in another folder, and never read. */
export const ENTRY_FORMAT = "v1"

/** What is stored of an entry: its JSON, beside its digest. */
export function encodeEntry(entry: CacheEntry): { readonly body: string; readonly digest: Digest } {
  const body = JSON.stringify(entry)
  return { body, digest: digestOf(body) }
}

/** The entry of this format that was stored; undefined if it is not, letter by letter, what was written. */
export function decodeEntry(body: string, digest: string): CacheEntry | undefined {
  return digestOf(body) === digest ? JSON.parse(body) : undefined
}
