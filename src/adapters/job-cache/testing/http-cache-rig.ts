import { mkdtemp } from "node:fs/promises"
import { join } from "node:path"
import { HttpJobCache } from "../http-job-cache.ts"
import { LocalJobCache } from "../local-job-cache.ts"

export interface LaptopOptions {
  readonly url: string
  readonly token: string | null
  /** Where its own cache is made. */
  readonly folder: string
  readonly warnings: string[]
  /** Milliseconds for an answer. */
  readonly patience?: number
}

/** The cache of a machine that has just been set up, and uses that of a server. */
export async function laptop({
  url,
  token,
  folder,
  warnings,
  patience = 60_000,
}: LaptopOptions): Promise<HttpJobCache> {
  const warn = (line: string) => void warnings.push(line)
  const own = await mkdtemp(join(folder, "laptop-"))
  const local = new LocalJobCache({ folder: own, limit: 1e9, now: Date.now, warn })
  return new HttpJobCache({
    ...{ url, token, local, warn },
    patience: { lookup: patience, transfer: patience, close: patience },
  })
}
