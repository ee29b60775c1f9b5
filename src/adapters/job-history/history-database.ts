import { DatabaseSync } from "node:sqlite"

const VERSION = 1
const SCHEMA = `
  PRAGMA journal_mode = WAL;
  CREATE TABLE IF NOT EXISTS run (
    id TEXT PRIMARY KEY, treeish TEXT NOT NULL, committed INTEGER NOT NULL, facts TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS execution (
    project TEXT NOT NULL, job TEXT NOT NULL, run TEXT NOT NULL, status TEXT NOT NULL, key TEXT NOT NULL,
    ended INTEGER NOT NULL, PRIMARY KEY (project, job)
  ) WITHOUT ROWID;
  PRAGMA user_version = ${VERSION};
`

/**
 * The last executions of jobs, and the runs that they were part of. Several processes may use it at once. Nobody waits for
 * the disk: after a crash of the machine notes may be missing, and a damaged file begins anew.
 */
export function openHistoryDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file)
  try {
    const version = Number(database.prepare("PRAGMA user_version").get()?.user_version)
    if (version > VERSION) throw new Error("it was written by a later version of Slipway")
    database.exec("PRAGMA synchronous = OFF; PRAGMA busy_timeout = 10000")
    if (version < VERSION) database.exec(SCHEMA)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}
