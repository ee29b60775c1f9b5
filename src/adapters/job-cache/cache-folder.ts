import { mkdirSync, renameSync, rmSync } from "node:fs"
import { CacheStore } from "./cache-store.ts"

/** The folder of a cache, that may be damaged, or not usable at all: then nothing is known, and a warning says so. */
export class CacheFolder {
  readonly #folder: string
  readonly #warn: (line: string) => void
  #store: CacheStore | undefined
  /** What was last complained of; the same is not said again and again. */
  #complaint: string | undefined

  /** `folder` belongs to the cache alone, and is made with the first use. */
  constructor(folder: string, warn: (line: string) => void) {
    this.#folder = folder
    this.#warn = warn
  }

  /** What `use` makes of the store; undefined if it threw. A damaged store is replaced by an empty one: it is only a cache. */
  use<T>(use: (store: CacheStore) => T): T | undefined {
    try {
      if (!this.#store) {
        mkdirSync(this.#folder, { recursive: true })
        this.#store = new CacheStore(this.#folder)
      }
      return use(this.#store)
    } catch (error) {
      this.close()
      const why = error instanceof Error ? error.message : String(error)
      if (isDamage(error)) this.#discard(why)
      else this.#complain(`the cache of jobs cannot be used: ${why}`)
      return undefined
    }
  }

  close(): void {
    this.#store?.close()
    this.#store = undefined
  }

  /** In one step, so that nobody who opens it now finds a part of it. */
  #discard(why: string): void {
    this.#complain(`the cache of jobs is damaged, and begins anew: ${why}`)
    const damaged = `${this.#folder}.damaged`
    try {
      rmSync(damaged, { recursive: true, force: true })
      renameSync(this.#folder, damaged)
      rmSync(damaged, { recursive: true, force: true })
    } catch (error) {
      this.#complain(`the cache of jobs cannot be replaced: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  #complain(line: string): void {
    if (line !== this.#complaint) this.#warn(line)
    this.#complaint = line
  }
}

/** SQLITE_CORRUPT, SQLITE_NOTADB, or tables of somebody else (SQLITE_ERROR); a full disk or a lock may pass by itself. */
function isDamage(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && [1, 11, 26].includes(Number(error.errcode) & 0xff)
}
