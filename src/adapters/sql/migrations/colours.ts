import type { Kysely } from "kysely"
import type { SqlCapabilities } from "../capabilities.ts"
import { createTable } from "../create-table.ts"

interface Before {
  readonly address: { readonly environment: string; readonly service: string; readonly port: number }
}

/** Blue and green: where a deployment runs, and an address of each colour for every service. */
export async function addColours(db: Kysely<unknown>, capabilities: SqlCapabilities): Promise<void> {
  await db.schema
    .alterTable("deployment")
    .addColumn("colour", capabilities.textType as "text")
    .execute()
  const addresses = await (db as Kysely<Before>).selectFrom("address").selectAll().execute()
  // SQLite changes no primary key.
  await db.schema.dropTable("address").execute()
  await createTable(db, capabilities, "address", {
    columns: { environment: "text", service: "text", colour: "text", port: "integer" },
    primaryKey: ["environment", "service", "colour"],
    unique: [["port"]],
    references: { environment: "environment.name" },
  })
  for (const address of addresses) {
    await (db as Kysely<{ address: Before["address"] & { readonly colour: string } }>)
      .insertInto("address")
      .values({ ...address, colour: "" })
      .execute()
  }
}
