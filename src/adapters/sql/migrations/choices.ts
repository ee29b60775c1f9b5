import type { Kysely } from "kysely"

/** What a person chose with a release. */
export async function addChoices(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("promotion").addColumn("choice", "text").execute()
}
