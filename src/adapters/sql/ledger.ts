import type { Selectable } from "kysely"
import type { Digest } from "../../core/shared/digest.ts"
import type { Ledger, LedgerEntry } from "../../ports/store/ledger.ts"
import type { Schema } from "./schema.ts"
import type { Session } from "./session.ts"

/** Far below the number of parameters that either database takes. */
const KEYS_PER_QUERY = 500

export function sqlLedger(session: Session): Ledger {
  return {
    async append(entry) {
      const values = { ...entry, predicate: JSON.stringify(entry.predicate ?? null) }
      return session.write("exclusive", async (db) => {
        const known = await db
          .selectFrom("ledgerEntry")
          .selectAll()
          .where("statement", "=", entry.statement)
          .where("subject", "=", entry.subject)
          .where("key", "=", entry.key)
          .executeTakeFirst()
        if (known) return toEntry(known)
        return toEntry(await db.insertInto("ledgerEntry").values(values).returningAll().executeTakeFirstOrThrow())
      })
    },
    async latestByKey(keys) {
      const latest = new Map<Digest, LedgerEntry>()
      for (let start = 0; start < keys.length; start += KEYS_PER_QUERY) {
        const some = keys.slice(start, start + KEYS_PER_QUERY)
        const newest = session.db
          .selectFrom("ledgerEntry")
          .select((select) => select.fn.max("seq").as("seq"))
          .where("key", "in", some)
          .groupBy("key")
        const rows = await session.db.selectFrom("ledgerEntry").selectAll().where("seq", "in", newest).execute()
        for (const row of rows) latest.set(row.key, toEntry(row))
      }
      return latest
    },
    async bySubject(subject, predicateType) {
      let query = session.db.selectFrom("ledgerEntry").selectAll().where("subject", "=", subject)
      if (predicateType !== undefined) query = query.where("predicateType", "=", predicateType)
      return (await query.orderBy("seq").execute()).map(toEntry)
    },
    async statements() {
      const rows = await session.db.selectFrom("ledgerEntry").select("statement").distinct().execute()
      return rows.map(({ statement }) => statement)
    },
  }
}

function toEntry(row: Selectable<Schema["ledgerEntry"]>): LedgerEntry {
  return { ...row, predicate: JSON.parse(row.predicate) }
}
