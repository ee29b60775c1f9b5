import { closeSync, mkdirSync, openSync } from "node:fs"
import { dirname } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { Kysely } from "kysely"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { Store } from "../../ports/store/store.ts"
import { migrate } from "../sql/migrate.ts"
import { plugins } from "../sql/plugins.ts"
import type { Schema } from "../sql/schema.ts"
import { sqlStore } from "../sql/sql-store.ts"
import { nodeSqliteDatabase } from "./node-sqlite-database.ts"
import { NodeSqliteDialect } from "./node-sqlite-dialect.ts"
import { type OwnerLock, takeOwnerLock } from "./owner-lock.ts"
import { sqliteCapabilities } from "./sqlite-capabilities.ts"

/** Waiting for the other connection's checkpoint, in milliseconds. */
const BUSY_TIMEOUT = 5000

/**
 * Opens the store in a file, creates it (and its folder) when absent, and brings its schema up to date. This process
 * then owns the file: `lock-held` while another one does; `store-failed` when it cannot be opened or is no store.
 */
export async function openSqliteStore(file: string): Promise<Result<Store>> {
  let lock: Result<OwnerLock>
  try {
    mkdirSync(dirname(file), { recursive: true })
    lock = takeOwnerLock(file)
  } catch (error) {
    return cannotOpen(file, error)
  }
  if (!lock.ok) return lock
  try {
    const opened = await open(file, lock.value)
    if (!opened.ok) lock.value.release()
    return opened
  } catch (error) {
    lock.value.release()
    return cannotOpen(file, error)
  }
}

async function open(file: string, lock: OwnerLock): Promise<Result<Store>> {
  // For its owner only: it holds who did what, and hashes of tokens. WAL files take over the mode.
  closeSync(openSync(file, "a", 0o600))
  const writing = new DatabaseSync(file, { timeout: BUSY_TIMEOUT, enableForeignKeyConstraints: true })
  const connections = [writing]
  const close = () => {
    for (const connection of connections) if (connection.isOpen) connection.close()
  }
  try {
    // FULL: what was acknowledged survives a power cut, too (https://sqlite.org/pragma.html#pragma_synchronous).
    writing.exec("pragma journal_mode = wal; pragma synchronous = full")
    const writer = kyselyOn(writing)
    const migrated = await migrate(writer, sqliteCapabilities)
    if (!migrated.ok) {
      close()
      return migrated
    }
    const reading = new DatabaseSync(file, { timeout: BUSY_TIMEOUT })
    connections.unshift(reading)
    reading.exec("pragma query_only = on")
    const reader = kyselyOn(reading)
    return ok(
      sqlStore({ reader, writer }, sqliteCapabilities, async () => {
        await reader.destroy()
        // Waits for the transaction that is under way.
        await writer.connection().execute(async () => undefined)
        await writer.destroy()
        close()
        lock.release()
      }),
    )
  } catch (error) {
    close()
    throw error
  }
}

function kyselyOn(database: DatabaseSync): Kysely<Schema> {
  return new Kysely({ dialect: new NodeSqliteDialect({ database: nodeSqliteDatabase(database) }), plugins: plugins() })
}

function cannotOpen(file: string, error: unknown): Result<Store> {
  return fail("store-failed", `'${file}' cannot be opened: ${error instanceof Error ? error.message : String(error)}`)
}
