import type { Kysely } from "kysely"
import type { SqlCapabilities } from "../capabilities.ts"
import { createTable } from "../create-table.ts"

/** Which runs ask the command of a gate, and for which promotion. */
export async function addGateRuns(db: Kysely<unknown>, capabilities: SqlCapabilities): Promise<void> {
  await createTable(db, capabilities, "gate_run", {
    columns: { run: "integer", promotion: "integer", gate: "text" },
    primaryKey: ["run"],
    unique: [["promotion", "gate"]],
    references: { run: "run.id", promotion: "promotion.id" },
  })
}
