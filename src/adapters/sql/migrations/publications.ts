import type { Kysely } from "kysely"
import type { SqlCapabilities } from "../capabilities.ts"
import { createTable } from "../create-table.ts"

/** What is to be in a registry. */
export async function addPublications(db: Kysely<unknown>, capabilities: SqlCapabilities): Promise<void> {
  await createTable(db, capabilities, "publication", {
    columns: {
      id: "identity",
      service: "text",
      image: "text",
      tag: "text",
      moves: "integer",
      release: "text",
      event: "integer?",
      created_at: "integer",
      state: "text",
      attempts: "integer",
      not_before: "integer",
      note: "text?",
    },
    unique: [["service", "tag", "image"]],
    references: { release: "release.digest", event: "git_event.seq" },
    indexes: [["state", "id"], ["event"]],
  })
}
