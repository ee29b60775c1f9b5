import type { Kysely } from "kysely"
import type { SqlCapabilities } from "../capabilities.ts"

/** Which versions of secrets an instance was started with. */
export async function addInstanceSecrets(db: Kysely<unknown>, { textType }: SqlCapabilities): Promise<void> {
  await db.schema
    .alterTable("instance")
    .addColumn("secrets", textType as "text")
    .execute()
}
