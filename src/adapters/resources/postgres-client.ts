import pg from "pg"
import { fail, ok, type Result } from "../../core/shared/result.ts"

/** Milliseconds. A statement of a seed may take longer than one of Slipway's own. */
const CONNECT_TIMEOUT = 10_000

/** Does something with a connection, which is closed afterwards. What PostgreSQL refuses becomes a failure. */
export async function withPostgres<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<Result<T>> {
  let client: pg.Client | undefined
  try {
    client = new pg.Client({
      connectionString: url,
      application_name: "slipway",
      connectionTimeoutMillis: CONNECT_TIMEOUT,
    })
    // A connection that breaks also fails the query under way; unheard, the event would end the process.
    client.on("error", () => undefined)
    await client.connect()
    return ok(await work(client))
  } catch (error) {
    return fail("resource-unavailable", `PostgreSQL: ${messageOf(error)}`, {
      hint: "check that the server answers, and that the URL's user may make roles, schemas and databases",
    })
  } finally {
    await client?.end().catch(() => undefined)
  }
}

/** All or nothing. */
export async function transaction(client: pg.Client, work: () => Promise<void>): Promise<void> {
  await client.query("begin")
  try {
    await work()
    await client.query("commit")
  } catch (error) {
    await client.query("rollback")
    throw error
  }
}

/** Several addresses that all refuse come as one error without a message of its own. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === "") return error.errors.map(messageOf).join("; ")
  return error instanceof Error ? error.message : String(error)
}
