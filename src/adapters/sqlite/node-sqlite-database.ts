import type { DatabaseSync, SQLInputValue } from "node:sqlite"
import type { SqliteDatabase } from "kysely"

/** `node:sqlite` in the shape that Kysely expects (better-sqlite3's). */
export function nodeSqliteDatabase(database: DatabaseSync): SqliteDatabase {
  return {
    close: () => database.close(),
    prepare(sql) {
      const statement = database.prepare(sql)
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...inputs(parameters)),
        run: (parameters) => statement.run(...inputs(parameters)),
        iterate: (parameters) => statement.iterate(...inputs(parameters)),
      }
    },
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
