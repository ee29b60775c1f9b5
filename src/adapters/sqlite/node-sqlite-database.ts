import type { DatabaseSync, SQLInputValue } from "node:sqlite"
import type { SqliteDatabase, SqliteStatement } from "kysely"

/** Statements that are kept prepared: more than the store has queries. Some have as many forms as there are keys to look up. */
const PREPARED = 500

/** `node:sqlite` in the shape that Kysely expects (better-sqlite3's). A query is prepared once, however often it runs. */
export function nodeSqliteDatabase(database: DatabaseSync): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>()
  return {
    close() {
      prepared.clear()
      database.close()
    },
    prepare(sql) {
      const known = prepared.get(sql)
      if (known) return known
      const statement = preparedIn(database, sql)
      const [oldest] = prepared.keys()
      if (oldest !== undefined && prepared.size >= PREPARED) prepared.delete(oldest)
      prepared.set(sql, statement)
      return statement
    },
  }
}

function preparedIn(database: DatabaseSync, sql: string): SqliteStatement {
  const statement = database.prepare(sql)
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...inputs(parameters)),
    run: (parameters) => statement.run(...inputs(parameters)),
    // One of its own: running a statement again would end the rows that somebody still reads.
    iterate: (parameters) => database.prepare(sql).iterate(...inputs(parameters)),
  }
}

function inputs(parameters: readonly unknown[]): SQLInputValue[] {
  return parameters.map((value) => {
    if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "bigint") {
      return value
    }
    throw new TypeError(`SQLite takes no ${typeof value} as a parameter`)
  })
}
