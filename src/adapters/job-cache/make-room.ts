import type { DatabaseSync } from "node:sqlite"
import type { Digest } from "../../core/shared/digest.ts"
import type { BlobFiles } from "./blob-files.ts"
import { inTransaction } from "./cache-database.ts"

/** What is left after making room, of the limit: so that not every run has to. */
const KEPT = 0.8

/** If entries hold more bytes than the limit, removes those least recently used, and the blobs that only they named. */
export function makeRoom(database: DatabaseSync, files: BlobFiles, limit: number): void {
  const total = Number(database.prepare("SELECT coalesce(sum(size), 0) AS total FROM entry").get()?.total)
  if (total <= limit) return
  inTransaction(database, () => {
    let left = total
    const remove = database.prepare("DELETE FROM entry WHERE key = ?")
    for (const { key, size } of database.prepare("SELECT key, size FROM entry ORDER BY used, key").all()) {
      if (left <= limit * KEPT) break
      remove.run(String(key))
      left -= Number(size)
    }
    database.exec("DELETE FROM blob WHERE digest NOT IN (SELECT digest FROM entry_blob)")
  })
  sweepFiles(database, files)
  database.exec("PRAGMA incremental_vacuum")
}

/** Removes files that no blob is: those whose blobs are gone, and what crashes have left. Nobody writes one meanwhile. */
function sweepFiles(database: DatabaseSync, files: BlobFiles): void {
  inTransaction(database, () => {
    const rows = database.prepare("SELECT digest FROM blob WHERE bytes IS NULL").all()
    files.retain(new Set(rows.map(({ digest }) => digest as Digest)))
  })
}
