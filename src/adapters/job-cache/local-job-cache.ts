import { join } from "node:path"
import { type Digest, digestOf } from "../../core/shared/digest.ts"
import type { CachedResult, JobCache, NewCacheEntry } from "../../ports/job-cache.ts"
import type { CacheEntry, WholeResult, WholeResults } from "../../ports/shared-results.ts"
import { decodeEntry, ENTRY_FORMAT } from "./cache-entry.ts"
import { CacheFolder } from "./cache-folder.ts"
import { type CacheStore, DamagedBlob, type NewEntry } from "./cache-store.ts"
import { collectOutputs } from "./collect-outputs.ts"
import { restoreOutputs } from "./restore-outputs.ts"

export interface LocalJobCacheOptions {
  /** Made with the first use; belongs to the cache alone. */
  readonly folder: string
  /** Bytes of outputs and logs above which the least recently used entries go. */
  readonly limit: number
  readonly now: () => number
  /** Told in one line of what is damaged, or cannot be kept. */
  readonly warn: (line: string) => void
}

/** So many results are written at once, or so many bytes, or those of so many milliseconds. */
const BATCH = 500
const BATCH_BYTES = 16 * 1024 * 1024
const DELAY = 500
/** Milliseconds by which the time of use may be out of date. */
const USED_STEP = 3_600_000
/** Part of the limit that may be written before there is a look at how much there is. */
const LOOK = 0.1

/** A cache in a folder of this machine. Any number of processes may use it at the same time. */
export class LocalJobCache implements JobCache, WholeResults {
  readonly #options: LocalJobCacheOptions
  readonly #folder: CacheFolder
  readonly #used = new Set<string>()
  #waiting: NewEntry[] = []
  #waitingBytes = 0
  #timer: NodeJS.Timeout | undefined
  /** Bytes written since there was a look at how much there is. */
  #grown = 0

  constructor(options: LocalJobCacheOptions) {
    this.#options = options
    this.#folder = new CacheFolder(join(options.folder, ENTRY_FORMAT), options.warn)
  }

  async lookup(keys: readonly Digest[]): Promise<ReadonlyMap<Digest, CachedResult>> {
    this.#write()
    const found = this.#folder.use((store) =>
      store.find(keys).flatMap((stored): [Digest, CachedResult][] => {
        const entry = decodeEntry(stored)
        if (!entry) this.#forget(store, stored.key, "its record is damaged")
        else if (stored.used < this.#options.now() - USED_STEP) this.#used.add(stored.key)
        return entry ? [[stored.key as Digest, entry.result]] : []
      }),
    )
    return new Map(found)
  }

  async restore(key: Digest, directory: string): Promise<boolean> {
    const whole = this.#read(key, (entry) => entry.outputs)
    if (!whole) return false
    try {
      await restoreOutputs(directory, whole.entry.outputs, whole.blobs)
      return true
    } catch (error) {
      this.#options.warn(`a cached result cannot be put in place, and its job runs again: ${messageOf(error)}`)
      return false
    }
  }

  async log(key: Digest): Promise<Buffer | undefined> {
    const found = this.#read(key, () => [])
    return found?.blobs.get(found.entry.log)
  }

  async keep({ key, result, directory, outputs, log }: NewCacheEntry): Promise<void> {
    try {
      const collected = await collectOutputs(directory, outputs)
      const digest = digestOf(log)
      const blobs = new Map(collected.blobs).set(digest, log)
      this.add(key, { entry: { result, outputs: collected.outputs, log: digest }, blobs })
    } catch (error) {
      this.#options.warn(`a result is not kept: ${messageOf(error)}`)
    }
  }

  /** Keeps a result that is whole: its outputs are sound, and the blobs are what it names. */
  add(key: Digest, { entry, blobs }: WholeResult): void {
    this.#waiting.push({ key, entry, blobs })
    for (const bytes of blobs.values()) this.#waitingBytes += bytes.length
    if (this.#waiting.length >= BATCH || this.#waitingBytes >= BATCH_BYTES) this.#write()
    else this.#timer ??= setTimeout(() => this.#write(), DELAY).unref()
  }

  /** Also one that is still to be written: asking for it writes nothing. */
  async whole(key: Digest): Promise<WholeResult | undefined> {
    return this.#waiting.findLast((waiting) => waiting.key === key) ?? this.#read(key, (entry) => entry.outputs)
  }

  async close(): Promise<void> {
    this.#write()
    this.#noteUse()
    if (this.#grown > 0) this.#makeRoom()
    this.#folder.close()
  }

  /** An entry, with the blobs of those outputs and its log; undefined if it is not whole. */
  #read(key: Digest, outputsOf: (entry: CacheEntry) => CacheEntry["outputs"]): WholeResult | undefined {
    if (this.#waiting.some((waiting) => waiting.key === key)) this.#write()
    return this.#folder.use((store) => {
      const [stored] = store.find([key])
      const entry = stored && decodeEntry(stored)
      if (!entry) return undefined
      try {
        const digests = outputsOf(entry).flatMap((output) => (output.kind === "file" ? [output.digest] : []))
        const blobs = new Map([...digests, entry.log].map((digest) => [digest, store.blob(digest)]))
        return { entry, blobs }
      } catch (error) {
        if (!(error instanceof DamagedBlob)) throw error
        // Another process may have made room for its own results just now.
        if (store.find([key]).length > 0) this.#forget(store, key, error.message)
        return undefined
      }
    })
  }

  #write(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const waiting = this.#waiting
    this.#waiting = []
    this.#waitingBytes = 0
    if (waiting.length === 0) return
    this.#grown += this.#folder.use((store) => store.write(waiting, this.#options.now())) ?? 0
    this.#noteUse()
    if (this.#grown > this.#options.limit * LOOK) this.#makeRoom()
  }

  /** Before room is made: what was used lately stays longest. */
  #noteUse(): void {
    if (this.#used.size === 0) return
    const keys = [...this.#used]
    this.#used.clear()
    this.#folder.use((store) => store.noteUse(keys, this.#options.now()))
  }

  #makeRoom(): void {
    this.#grown = 0
    this.#folder.use((store) => store.makeRoom(this.#options.limit))
  }

  #forget(store: CacheStore, key: string, because: string): void {
    this.#options.warn(`a cached result is forgotten, and its job runs again: ${because}`)
    store.remove(key)
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
