import type { ColumnDefinitionBuilder, Expression, Kysely } from "kysely"
import type { Schema } from "./schema.ts"

/**
 * - `exclusive`: no other write until this transaction ends. For what decides by what it read, and for what is numbered
 *   in the order of commits.
 * - `shared`: beside other shared writes. For single statements that are right by themselves.
 */
export type WriteLock = "exclusive" | "shared"

/** All in which the databases differ. Nothing else may ask which one it talks to. */
export interface SqlCapabilities {
  /** Text that is compared and sorted by its bytes. */
  readonly textType: "text" | Expression<unknown>
  readonly identityType: "integer" | "bigint"
  /** A primary key that the database counts up and never reuses. */
  identity(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder
  /** Called first in every transaction that writes; lasts until its end. */
  lock(transaction: Kysely<Schema>, lock: WriteLock): Promise<void>
  /** Makes log chunks of a run appear in the order of their ids; lasts until the transaction ends. */
  lockLog(transaction: Kysely<Schema>, run: number): Promise<void>
}
