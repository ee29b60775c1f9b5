import { Kysely, PostgresDialect } from "kysely"
import pg from "pg"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { Store } from "../../ports/store/store.ts"
import { migrate } from "../sql/migrate.ts"
import { plugins } from "../sql/plugins.ts"
import type { Schema } from "../sql/schema.ts"
import { sqlStore } from "../sql/sql-store.ts"
import { postgresCapabilities } from "./postgres-capabilities.ts"
import { postgresTypes } from "./postgres-types.ts"

const CONNECT_TIMEOUT = 30_000
/** A process that hangs in a transaction would stop all others: the server ends it. Milliseconds. */
const IDLE_IN_TRANSACTION_TIMEOUT = 60_000

/**
 * Opens the store in a PostgreSQL database (`postgres://user:password@host/database`) and brings its schema up to date.
 * Any number of processes may. `store-failed` when it cannot be reached or used.
 */
export async function openPostgresStore(
  url: string,
  { connections = 10 }: { readonly connections?: number } = {},
): Promise<Result<Store>> {
  // Apart: were they one pool, writers waiting for their turn could hold every connection that the one whose turn it
  // is needs for reading.
  const half = Math.max(1, Math.floor(connections / 2))
  const pools = [poolOf(url, half), poolOf(url, half)] as const
  const [reader, writer] = [kyselyOn(pools[0]), kyselyOn(pools[1])]
  const close = async () => {
    await Promise.all(pools.map((pool) => pool.end()))
  }
  try {
    await pools[1].query("select 1")
    const migrated = await migrate(writer, postgresCapabilities)
    if (migrated.ok) return ok(sqlStore({ reader, writer }, postgresCapabilities, close))
    await close()
    return migrated
  } catch (error) {
    await close()
    return fail("store-failed", `PostgreSQL cannot be used: ${messageOf(error)}`, {
      hint: "check the URL, and that the database exists and may be written to",
    })
  }
}

function poolOf(url: string, max: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: "slipway",
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT,
    keepAlive: true,
    types: postgresTypes,
  })
  // An idle connection that breaks is replaced when next needed; unheard, the event would end the process.
  pool.on("error", () => undefined)
  return pool
}

function kyselyOn(pool: pg.Pool): Kysely<Schema> {
  return new Kysely({ dialect: new PostgresDialect({ pool }), plugins: plugins() })
}

/** Several addresses that all refuse come as one error without a message of its own. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === "") return error.errors.map(messageOf).join("; ")
  return error instanceof Error ? error.message : String(error)
}
