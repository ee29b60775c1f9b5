import { noResults } from "../../src/core/run/job-reports.ts"
import type { Digest } from "../../src/core/shared/digest.ts"
import type { CachedResult, NewCacheEntry } from "../../src/ports/job-cache.ts"

export function sampleResult(more: Partial<CachedResult> = {}): CachedResult {
  return { builder: "laptop:me", run: "1", took: 5, endedAt: 1000, exitCode: 0, image: null, ...noResults, ...more }
}

/** A new entry for a cache; without outputs unless told. */
export function newEntry(
  key: Digest,
  directory: string,
  { log = "", ...more }: Partial<Omit<NewCacheEntry, "log">> & { readonly log?: string | Buffer } = {},
): NewCacheEntry {
  return { key, directory, result: sampleResult(), outputs: [], log: Buffer.from(log), ...more }
}
