import { type Kysely, sql } from "kysely"

/** What a person chose with a release; the same release may wait there with another choice. */
export async function addChoices(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("promotion").addColumn("choice", "text").execute()
  await db.schema.dropIndex("promotion_open_unique").execute()
  await db.schema
    .createIndex("promotion_open_unique")
    .on("promotion")
    .unique()
    .columns(["release", "commit", "environment"])
    .expression(sql`coalesce(choice, '')`)
    .where(sql.ref("state"), "in", [sql.lit("waiting"), sql.lit("deploying")])
    .execute()
}
