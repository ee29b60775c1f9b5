import type { Kysely } from "kysely"
import type { SqlCapabilities, WriteLock } from "./capabilities.ts"
import type { Schema } from "./schema.ts"

/** Where the stores' queries run: each in a transaction of its own, or all in one. */
export interface Session {
  readonly capabilities: SqlCapabilities
  /** For reading only. */
  readonly db: Kysely<Schema>
  /** Runs `work` in a transaction that holds the lock; within a transaction already, in that one. */
  write<T>(lock: WriteLock, work: (db: Kysely<Schema>) => Promise<T>): Promise<T>
}
