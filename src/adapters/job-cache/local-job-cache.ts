import { mkdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import type { DatabaseSync } from "node:sqlite"
import { type Digest, digestOf } from "../../core/shared/digest.ts"
import type { CachedResult, JobCache, NewCacheEntry } from "../../ports/job-cache.ts"
import { BlobFiles } from "./blob-files.ts"
import { inTransaction, openCacheDatabase } from "./cache-database.ts"
import { type CacheEntry, decodeEntry, ENTRY_FORMAT, encodeEntry } from "./cache-entry.ts"
import { collectOutputs, UnkeepableOutputs } from "./collect-outputs.ts"
import { makeRoom } from "./make-room.ts"
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

/** Blobs up to this size are in the database, where thousands of them cost one write. */
const SMALL = 32 * 1024
/** So many results are written at once, or those of so many milliseconds. */
const BATCH = 100
const DELAY = 200
/** Milliseconds by which the time of use may be out of date. */
const USED_STEP = 3_600_000

/** Part of the limit that may be written before there is a look at how much there is. */
const LOOK = 0.1

interface Pending {
  readonly key: Digest
  readonly entry: CacheEntry
  readonly blobs: ReadonlyMap<Digest, Buffer>
}

/** A cache in a folder of this machine. Any number of processes may use it at the same time. */
export class LocalJobCache implements JobCache {
  readonly #options: LocalJobCacheOptions
  readonly #folder: string
  readonly #files: BlobFiles
  readonly #used = new Set<string>()
  #database: DatabaseSync | undefined
  #pending: Pending[] = []
  #timer: NodeJS.Timeout | undefined
  /** Bytes written since there was a look at how much there is. */
  #grown = 0

  constructor(options: LocalJobCacheOptions) {
    this.#options = options
    this.#folder = join(options.folder, ENTRY_FORMAT)
    this.#files = new BlobFiles(join(this.#folder, "blobs"))
  }

  async lookup(keys: readonly Digest[]): Promise<ReadonlyMap<Digest, CachedResult>> {
    const known = this.#try((database) => {
      const select = database.prepare(
        "SELECT key, body, digest, used FROM entry WHERE key IN (SELECT value FROM json_each(?))",
      )
      const found = new Map<Digest, CachedResult>()
      for (const row of select.all(JSON.stringify(keys))) {
        const entry = decodeEntry(String(row.body), String(row.digest))
        if (!entry) this.#forget(database, String(row.key), "its record is damaged")
        else found.set(row.key as Digest, entry.result)
        if (entry && Number(row.used) < this.#options.now() - USED_STEP) this.#used.add(String(row.key))
      }
      return found
    })
    return known ?? new Map()
  }

  async restore(key: Digest, directory: string): Promise<boolean> {
    const database = this.#open()
    const entry = this.#entry(key)
    if (!database || !entry) return false
    try {
      await restoreOutputs(directory, entry.outputs, (digest) => this.#blob(digest))
      return true
    } catch (error) {
      if (!(error instanceof DamagedBlob)) throw error
      this.#try((open) => this.#forget(open, key, error.message))
      return false
    }
  }

  async log(key: Digest): Promise<Buffer | undefined> {
    try {
      const entry = this.#entry(key)
      return entry && this.#blob(entry.log)
    } catch {
      return undefined
    }
  }

  async keep({ key, result, directory, outputs, log }: NewCacheEntry): Promise<void> {
    try {
      const collected = await collectOutputs(directory, outputs)
      const digest = digestOf(log)
      const entry: CacheEntry = { result, outputs: collected.outputs, log: digest }
      this.#pending.push({ key, entry, blobs: new Map(collected.blobs).set(digest, log) })
    } catch (error) {
      if (!(error instanceof UnkeepableOutputs)) throw error
      this.#options.warn(`its outputs are not cached: ${error.message}`)
    }
    if (this.#pending.length >= BATCH) this.#write()
    this.#timer ??= setTimeout(() => this.#write(), DELAY).unref()
  }

  async close(): Promise<void> {
    this.#write()
    if (this.#used.size > 0) {
      this.#try((database) => {
        const update = "UPDATE entry SET used = ? WHERE key IN (SELECT value FROM json_each(?))"
        database.prepare(update).run(this.#options.now(), JSON.stringify([...this.#used]))
      })
    }
    if (this.#grown > 0) this.#makeRoom()
    this.#database?.close()
    this.#database = undefined
  }

  #write(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const pending = this.#pending
    this.#pending = []
    if (pending.length === 0) return
    this.#try((database) => {
      const insertBlob = database.prepare("INSERT OR REPLACE INTO blob VALUES (?, ?)")
      const insertEntry = database.prepare("INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?)")
      const insertUse = database.prepare("INSERT OR IGNORE INTO entry_blob VALUES (?, ?)")
      inTransaction(database, () => {
        for (const { key, entry, blobs } of pending) {
          const { body, digest } = encodeEntry(entry)
          const size = [...blobs.values()].reduce((sum, bytes) => sum + bytes.length, body.length)
          this.#grown += size
          insertEntry.run(key, body, digest, size, this.#options.now())
          for (const [blob, bytes] of blobs) {
            const isSmall = bytes.length <= SMALL
            if (!isSmall) this.#files.write(blob, bytes)
            insertBlob.run(blob, isSmall ? bytes : null)
            insertUse.run(blob, key)
          }
        }
      })
    })
    if (this.#grown > this.#options.limit * LOOK) this.#makeRoom()
  }

  #makeRoom(): void {
    this.#grown = 0
    this.#try((database) => makeRoom(database, this.#files, this.#options.limit))
  }

  #entry(key: Digest): CacheEntry | undefined {
    const waiting = this.#pending.find((pending) => pending.key === key)
    if (waiting) return waiting.entry
    return this.#try((database) => {
      const row = database.prepare("SELECT body, digest FROM entry WHERE key = ?").get(key)
      return row && decodeEntry(String(row.body), String(row.digest))
    })
  }

  #blob(digest: Digest): Buffer {
    const waiting = this.#pending.find(({ blobs }) => blobs.has(digest))?.blobs.get(digest)
    if (waiting) return waiting
    const row = this.#try((database) => database.prepare("SELECT bytes FROM blob WHERE digest = ?").get(digest))
    const bytes = row?.bytes instanceof Uint8Array ? Buffer.from(row.bytes) : row && this.#files.read(digest)
    if (!bytes) throw new DamagedBlob("a file of it is missing")
    if (digestOf(bytes) !== digest) throw new DamagedBlob("a file of it is damaged")
    return bytes
  }

  #forget(database: DatabaseSync, key: string, because: string): void {
    this.#options.warn(`a cached result is forgotten, and its job runs again: ${because}`)
    const used = database.prepare("SELECT digest FROM entry_blob WHERE key = ?").all(key)
    for (const { digest } of used) this.#files.remove(digest as Digest)
    database.prepare("DELETE FROM entry WHERE key = ?").run(key)
  }

  #open(): DatabaseSync | undefined {
    return this.#try((database) => database)
  }

  /** What is done with the database. One that cannot be used is replaced by an empty one: it is only a cache. */
  #try<T>(use: (database: DatabaseSync) => T): T | undefined {
    const file = join(this.#folder, "index.db")
    try {
      mkdirSync(this.#folder, { recursive: true })
      this.#database ??= openCacheDatabase(file)
      return use(this.#database)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      this.#options.warn(`the cache of jobs cannot be used, and begins anew: ${why}`)
      this.#database?.close()
      this.#database = undefined
      if (isDamage(error)) for (const end of ["", "-wal", "-shm"]) rmSync(file + end, { force: true })
      return undefined
    }
  }
}

/** A blob that an entry names and that is not there, or not what it was. */
class DamagedBlob extends Error {}

/** SQLITE_CORRUPT and SQLITE_NOTADB; anything else (a full disk, a lock) may pass by itself. */
function isDamage(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && [11, 26].includes(Number(error.errcode) & 0xff)
}
