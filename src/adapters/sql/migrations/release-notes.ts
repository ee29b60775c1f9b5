import type { Kysely } from "kysely"
import type { SqlCapabilities } from "../capabilities.ts"

/** What a release brought when it was named. */
export async function addReleaseNotes(db: Kysely<unknown>, { textType }: SqlCapabilities): Promise<void> {
  await db.schema
    .alterTable("release_name")
    .addColumn("notes", textType as "text")
    .execute()
}
