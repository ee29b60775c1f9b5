import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { newEntry } from "../../../../test/support/cache-entries.ts"
import { writeTree } from "../../../../test/support/file-tree.ts"
import { temporaryFolder } from "../../../../test/support/temporary-folder.ts"
import { digestOf, hexOf } from "../../../core/shared/digest.ts"
import { ENTRY_FORMAT } from "../cache-entry.ts"
import { LocalJobCache, type LocalJobCacheOptions } from "../local-job-cache.ts"

export const LARGE = "x".repeat(100_000)
export const KEY = digestOf("key")

export interface CacheRig extends AsyncDisposable {
  readonly folder: string
  /** Of the cache's present format. */
  readonly store: string
  readonly warnings: string[]
  open(more?: Partial<LocalJobCacheOptions>): LocalJobCache
  /** Does something to the index that the cache knows nothing of. */
  sql(statement: string, ...values: readonly string[]): void
}

/** An empty folder for a cache. */
export async function cacheRig(): Promise<CacheRig> {
  const base = await temporaryFolder()
  const cacheFolder = join(base.path, "cache")
  const store = join(cacheFolder, ENTRY_FORMAT)
  const folder = join(base.path, "folder")
  await mkdir(folder)
  const warnings: string[] = []
  const defaults = { folder: cacheFolder, limit: 1e9, now: Date.now, warn: (line: string) => void warnings.push(line) }
  return {
    ...{ folder, store, warnings },
    open: (more) => new LocalJobCache({ ...defaults, ...more }),
    sql: (statement, ...values) => {
      const database = new DatabaseSync(join(store, "index.db"))
      database.prepare(statement).run(...values)
      database.close()
    },
    [Symbol.asyncDispose]: base[Symbol.asyncDispose],
  }
}

/** A closed cache in which `KEY` has a small and a large output and a log. */
export async function keptCacheRig(): Promise<CacheRig> {
  const opened = await cacheRig()
  writeTree(opened.folder, { small: "small", large: LARGE })
  const cache = opened.open()
  await cache.keep(newEntry(KEY, opened.folder, { outputs: ["small", "large"], log: "printed" }))
  await cache.close()
  return opened
}

export function blobFileOf(store: string, content: string): string {
  const hex = hexOf(digestOf(content))
  return join(store, "blobs", hex.slice(0, 2), hex.slice(2))
}

export const FORGOTTEN = /^a cached result is forgotten, and its job runs again: [^\n]+$/
