import type { Kysely } from "kysely"

/** Which newer promotion has taken one's place, and when. */
export async function addSuperseded(db: Kysely<unknown>): Promise<void> {
  for (const column of ["superseded_by", "superseded_at"]) {
    await db.schema.alterTable("promotion").addColumn(column, "bigint").execute()
  }
}
