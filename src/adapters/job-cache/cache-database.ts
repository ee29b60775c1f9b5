import { DatabaseSync } from "node:sqlite"

const VERSION = 1
const SETTINGS = "PRAGMA synchronous = OFF; PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 10000;"
const SCHEMA = `
  PRAGMA auto_vacuum = INCREMENTAL;
  PRAGMA journal_mode = WAL;
  CREATE TABLE IF NOT EXISTS entry (
    key TEXT PRIMARY KEY, body TEXT NOT NULL, digest TEXT NOT NULL, size INTEGER NOT NULL, used INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS entry_used ON entry (used);
  CREATE TABLE IF NOT EXISTS blob (digest TEXT PRIMARY KEY, bytes BLOB) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS entry_blob (
    digest TEXT NOT NULL, key TEXT NOT NULL REFERENCES entry ON DELETE CASCADE, PRIMARY KEY (digest, key)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS entry_blob_key ON entry_blob (key);
  PRAGMA user_version = ${VERSION};
`

/** Milliseconds to wait for other processes, also while it is opened. */
const PATIENCE = 10_000

/**
 * The index of a cache folder: entries, and the small blobs themselves. A blob whose bytes are null is a file. Several
 *  processes may use it at once. Nobody waits for the disk: a result that is lost is made again. Whatever a crash of the
 * machine leaves, what is found is what was written: entries and blobs carry digests, and a damaged file begins anew.
 */
export function openCacheDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: PATIENCE })
  try {
    // Making what is there already would write, and wait for the disk.
    const version = Number(database.prepare("PRAGMA user_version").get()?.user_version)
    database.exec(SETTINGS)
    if (version < VERSION) database.exec(SCHEMA)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** Runs writes as one transaction. */
export function inTransaction(database: DatabaseSync, write: () => void): void {
  database.exec("BEGIN IMMEDIATE")
  try {
    write()
    database.exec("COMMIT")
  } catch (error) {
    database.exec("ROLLBACK")
    throw error
  }
}
