import type { SqlCapabilities } from "../sql/capabilities.ts"

/** One process, one writing connection, `begin immediate`: writes are alone already. */
export const sqliteCapabilities: SqlCapabilities = {
  textType: "text",
  identityType: "integer",
  identity: (column) => column.primaryKey().autoIncrement(),
  lock: async () => undefined,
  lockLog: async () => undefined,
}
