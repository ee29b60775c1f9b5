import { sql } from "kysely"
import type { SqlCapabilities } from "../sql/capabilities.ts"

/** First keys of Slipway's advisory locks (any constants; `slip` and `slog` in ASCII). */
const WRITES = 0x736c6970
const LOGS = 0x736c6f67

/** Many connections and many processes: advisory locks take turns (PostgreSQL manual, 13.3.5). */
export const postgresCapabilities: SqlCapabilities = {
  textType: sql`text collate "C"`,
  identityType: "bigint",
  identity: (column) => column.primaryKey().generatedAlwaysAsIdentity(),
  // A statement of its own: the statements after it see all that was committed before the lock was granted.
  async lock(transaction, lock) {
    const take = lock === "exclusive" ? sql`pg_advisory_xact_lock` : sql`pg_advisory_xact_lock_shared`
    await sql`select ${take}(${sql.lit(WRITES)}, 0)`.execute(transaction)
  },
  async lockLog(transaction, run) {
    await sql`select pg_advisory_xact_lock(${sql.lit(LOGS)}, ${run % 2 ** 31}::int)`.execute(transaction)
  },
}
