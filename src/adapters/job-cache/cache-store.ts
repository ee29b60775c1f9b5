import { join } from "node:path"
import type { DatabaseSync } from "node:sqlite"
import { type Digest, digestOf } from "../../core/shared/digest.ts"
import type { CacheEntry } from "../../ports/shared-results.ts"
import { BlobFiles } from "./blob-files.ts"
import { inTransaction, openCacheDatabase } from "./cache-database.ts"
import { encodeEntry, type StoredEntry } from "./cache-entry.ts"
import { makeRoom } from "./make-room.ts"

/** Blobs up to this size are in the database, where thousands of them cost one write. */
const SMALL = 32 * 1024

export interface NewEntry {
  readonly key: Digest
  readonly entry: CacheEntry
  /** All that it names. */
  readonly blobs: ReadonlyMap<Digest, Buffer>
}

/** A blob that an entry names and that is not there, or not what it was. */
export class DamagedBlob extends Error {}

/** Entries and blobs in one folder: an index with the small blobs in it, and files. Throws what SQLite throws. */
export class CacheStore {
  readonly #database: DatabaseSync
  readonly #files: BlobFiles

  constructor(folder: string) {
    this.#database = openCacheDatabase(join(folder, "index.db"))
    this.#files = new BlobFiles(join(folder, "blobs"))
  }

  /** As they were stored; `used` is the time of the last use that was noted. */
  find(keys: readonly string[]): readonly (StoredEntry & { readonly used: number })[] {
    const select = "SELECT key, body, digest, used FROM entry WHERE key IN (SELECT value FROM json_each(?))"
    const rows = this.#database.prepare(select).all(JSON.stringify(keys))
    return rows.map(({ key, body, digest, used }) => {
      return { key: String(key), body: String(body), digest: String(digest), used: Number(used) }
    })
  }

  /** Verified; throws {@link DamagedBlob}. */
  blob(digest: Digest): Buffer {
    const row = this.#database.prepare("SELECT bytes FROM blob WHERE digest = ?").get(digest)
    const bytes = row?.bytes instanceof Uint8Array ? Buffer.from(row.bytes) : row && this.#files.read(digest)
    if (!bytes) throw new DamagedBlob("a file of it is missing")
    if (digestOf(bytes) === digest) return bytes
    // It would be taken for what is written under its name the next time.
    this.#files.remove(digest)
    throw new DamagedBlob("a file of it is damaged")
  }

  /** All of them or none. Returns how many bytes they are. */
  write(entries: readonly NewEntry[], at: number): number {
    const insertBlob = this.#database.prepare("INSERT OR REPLACE INTO blob VALUES (?, ?)")
    const insertEntry = this.#database.prepare("INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?)")
    const insertUse = this.#database.prepare("INSERT OR IGNORE INTO entry_blob VALUES (?, ?)")
    let written = 0
    inTransaction(this.#database, () => {
      for (const { key, entry, blobs } of entries) {
        const { body, digest } = encodeEntry(key, entry)
        const size = [...blobs.values()].reduce((sum, bytes) => sum + bytes.length, body.length)
        written += size
        insertEntry.run(key, body, digest, size, at)
        for (const [blob, bytes] of blobs) {
          const isSmall = bytes.length <= SMALL
          if (!isSmall) this.#files.write(blob, bytes)
          insertBlob.run(blob, isSmall ? bytes : null)
          insertUse.run(blob, key)
        }
      }
    })
    return written
  }

  noteUse(keys: readonly string[], at: number): void {
    const update = "UPDATE entry SET used = ? WHERE key IN (SELECT value FROM json_each(?))"
    this.#database.prepare(update).run(at, JSON.stringify(keys))
  }

  remove(key: string): void {
    this.#database.prepare("DELETE FROM entry WHERE key = ?").run(key)
  }

  usage(): { readonly entries: number; readonly bytes: number } {
    const row = this.#database.prepare("SELECT count(*) AS entries, coalesce(sum(size), 0) AS bytes FROM entry").get()
    return { entries: Number(row?.entries), bytes: Number(row?.bytes) }
  }

  makeRoom(limit: number): void {
    makeRoom(this.#database, this.#files, limit)
  }

  close(): void {
    this.#database.close()
  }
}
