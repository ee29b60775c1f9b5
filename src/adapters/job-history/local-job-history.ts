import { existsSync, mkdirSync, rmSync } from "node:fs"
import { dirname } from "node:path"
import type { DatabaseSync } from "node:sqlite"
import type { Digest } from "../../core/shared/digest.ts"
import { terminalStatuses } from "../../core/shared/status.ts"
import type { ExecutedRun, JobHistory, LastExecution } from "../../ports/job-history.ts"
import { openHistoryDatabase } from "./history-database.ts"
import { packFacts, unpackFacts } from "./packed-facts.ts"

export interface LocalJobHistoryOptions {
  /** Made with the first note. */
  readonly file: string
  /** Told in one line why something cannot be noted. */
  readonly warn: (line: string) => void
}

/** A history in a file of this machine: one row for a job, one for each run that a row still names. */
export class LocalJobHistory implements JobHistory {
  readonly #options: LocalJobHistoryOptions

  constructor(options: LocalJobHistoryOptions) {
    this.#options = options
  }

  async note(run: ExecutedRun): Promise<void> {
    if (run.executed.length === 0) return
    try {
      mkdirSync(dirname(this.#options.file), { recursive: true })
      this.#use((database) => write(database, run))
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      this.#options.warn(`what ran is not noted for 'slipway plan --why': ${why}`)
      if (isDamage(error)) for (const end of ["", "-wal", "-shm"]) rmSync(this.#options.file + end, { force: true })
    }
  }

  async last(project: string, job: string): Promise<LastExecution | undefined> {
    if (!existsSync(this.#options.file)) return undefined
    try {
      return this.#use((database) => read(database, project, job))
    } catch {
      return undefined
    }
  }

  #use<T>(use: (database: DatabaseSync) => T): T {
    const database = openHistoryDatabase(this.#options.file)
    try {
      return use(database)
    } finally {
      database.close()
    }
  }
}

function write(database: DatabaseSync, { project, run, treeish, isCommitted, facts, executed }: ExecutedRun): void {
  const insert = database.prepare("INSERT OR REPLACE INTO execution VALUES (?, ?, ?, ?, ?, ?)")
  database.exec("BEGIN IMMEDIATE")
  try {
    database
      .prepare("INSERT OR REPLACE INTO run VALUES (?, ?, ?, ?)")
      .run(run, treeish, Number(isCommitted), packFacts(facts))
    for (const { job, status, key, endedAt } of executed) insert.run(project, job, run, status, key, endedAt)
    database.exec("DELETE FROM run WHERE id NOT IN (SELECT run FROM execution)")
    database.exec("COMMIT")
  } catch (error) {
    database.exec("ROLLBACK")
    throw error
  }
}

function read(database: DatabaseSync, project: string, job: string): LastExecution | undefined {
  const row = database
    .prepare("SELECT * FROM execution JOIN run ON run.id = execution.run WHERE project = ? AND job = ?")
    .get(project, job)
  const status = terminalStatuses.find((one) => one === row?.status)
  if (!row || !status) return undefined
  return {
    project,
    job,
    run: String(row.run),
    treeish: String(row.treeish),
    isCommitted: row.committed === 1,
    facts: unpackFacts(String(row.facts)),
    status,
    key: String(row.key) as Digest,
    endedAt: Number(row.ended),
  }
}

/** SQLITE_CORRUPT and SQLITE_NOTADB: what is kept there is lost, and what comes next need not be. */
function isDamage(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && [11, 26].includes(Number(error.errcode) & 0xff)
}
