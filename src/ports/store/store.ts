import type { AuditTrail, SettingStore, TokenStore } from "./access-store.ts"
import type { EnvironmentStore } from "./environment-store.ts"
import type { EventStore } from "./event-store.ts"
import type { GateRunStore } from "./gate-run-store.ts"
import type { Ledger } from "./ledger.ts"
import type { PromotionStore } from "./promotion-store.ts"
import type { PublicationStore } from "./publication-store.ts"
import type { ReleaseStore } from "./release-store.ts"
import type { ResourceStore } from "./resource-store.ts"
import type { RunStore } from "./run-store.ts"

/**
 * The coordinating state, in SQL. One schema, one set of queries, one contract suite for SQLite and PostgreSQL.
 * Times are milliseconds since 1970; integers are safe JavaScript numbers on both.
 */
export interface Store {
  readonly events: EventStore
  readonly runs: RunStore
  readonly gateRuns: GateRunStore
  readonly ledger: Ledger
  readonly releases: ReleaseStore
  readonly environments: EnvironmentStore
  readonly promotions: PromotionStore
  readonly publications: PublicationStore
  readonly resources: ResourceStore
  readonly tokens: TokenStore
  readonly audit: AuditTrail
  readonly settings: SettingStore
  /** All or nothing, and serialised against other transactions. Not to be nested. */
  transaction<T>(work: (store: Stores) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** What a transaction works with. */
export type Stores = Omit<Store, "transaction" | "close">
