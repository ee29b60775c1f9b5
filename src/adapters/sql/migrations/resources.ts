import type { Kysely } from "kysely"
import type { SqlCapabilities } from "../capabilities.ts"
import { createTable } from "../create-table.ts"

/** What environments have on shared servers, and which previews stay although their time is over. */
export async function addResources(db: Kysely<unknown>, capabilities: SqlCapabilities): Promise<void> {
  await createTable(db, capabilities, "resource", {
    columns: {
      environment: "text",
      resource: "text",
      kind: "text",
      isolate: "text",
      secret: "text",
      state: "text",
      note: "text?",
      created_at: "integer",
    },
    primaryKey: ["environment", "resource"],
  })
  await db.schema.alterTable("environment").addColumn("kept", capabilities.textType).execute()
}
