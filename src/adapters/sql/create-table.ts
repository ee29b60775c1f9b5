import type { CreateTableBuilder, Kysely } from "kysely"
import type { SqlCapabilities } from "./capabilities.ts"

/** `?` is nullable. `identity` is the primary key that the database counts up; flags are integers 0 and 1. */
export type ColumnKind = "identity" | "text" | "text?" | "integer" | "integer?"

export interface TableDefinition {
  readonly columns: Readonly<Record<string, ColumnKind>>
  /** Columns of the primary key, if none is an `identity`. */
  readonly primaryKey?: readonly string[]
  readonly unique?: readonly (readonly string[])[]
  /** Column → `table.column`. */
  readonly references?: Readonly<Record<string, string>>
  readonly indexes?: readonly (readonly string[])[]
}

/** Creates a table with its indexes; names are snake_case. */
export async function createTable(
  db: Kysely<unknown>,
  capabilities: SqlCapabilities,
  table: string,
  { columns, primaryKey, unique = [], references = {}, indexes = [] }: TableDefinition,
): Promise<void> {
  let builder: CreateTableBuilder<string, string> = db.schema.createTable(table)
  for (const [column, kind] of Object.entries(columns)) builder = addColumn(builder, capabilities, column, kind)
  if (primaryKey) builder = builder.addPrimaryKeyConstraint(`${table}_pk`, [...primaryKey])
  for (const some of unique) {
    builder = builder.addUniqueConstraint(`${table}_${some.join("_")}_unique`, [...some])
  }
  for (const [column, target] of Object.entries(references)) {
    const [targetTable = "", targetColumn = ""] = target.split(".")
    builder = builder.addForeignKeyConstraint(`${table}_${column}_fk`, [column], targetTable, [targetColumn])
  }
  await builder.execute()
  for (const some of indexes) {
    await db.schema
      .createIndex(`${table}_${some.join("_")}_index`)
      .on(table)
      .columns([...some])
      .execute()
  }
}

function addColumn(
  builder: CreateTableBuilder<string, string>,
  capabilities: SqlCapabilities,
  column: string,
  kind: ColumnKind,
): CreateTableBuilder<string, string> {
  if (kind === "identity") {
    return builder.addColumn(column, capabilities.identityType, (definition) => capabilities.identity(definition))
  }
  const type = kind.startsWith("text") ? capabilities.textType : "bigint"
  return builder.addColumn(column, type, (definition) => (kind.endsWith("?") ? definition : definition.notNull()))
}
