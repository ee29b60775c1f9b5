import { existsSync, readdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import { ENTRY_FORMAT } from "./cache-entry.ts"
import { CacheFolder } from "./cache-folder.ts"

export interface KeptResults {
  readonly entries: number
  readonly bytes: number
}

export interface KeptResultsOptions {
  /** Of a `LocalJobCache`. */
  readonly folder: string
  readonly warn: (line: string) => void
}

/** How many results a cache keeps; nothing is made where there is none. */
export function keptResults(options: KeptResultsOptions): KeptResults {
  return look(options, () => {})
}

/** Removes all results that a cache keeps, those of other formats too. A run that is using them runs their jobs. */
export function clearResults(options: KeptResultsOptions): KeptResults {
  const kept = look(options, (cache) => cache.use((store) => store.makeRoom(0)))
  if (!existsSync(options.folder)) return kept
  for (const format of readdirSync(options.folder)) {
    if (format !== ENTRY_FORMAT) rmSync(join(options.folder, format), { recursive: true, force: true })
  }
  return kept
}

function look({ folder, warn }: KeptResultsOptions, use: (cache: CacheFolder) => void): KeptResults {
  const current = join(folder, ENTRY_FORMAT)
  if (!existsSync(current)) return { entries: 0, bytes: 0 }
  const cache = new CacheFolder(current, warn)
  try {
    const usage = cache.use((store) => store.usage()) ?? { entries: 0, bytes: 0 }
    use(cache)
    return usage
  } finally {
    cache.close()
  }
}
