import type { Store } from "../../ports/store/store.ts"
import { sqlAuditTrail, sqlSettingStore, sqlTokenStore } from "./access-store.ts"
import type { SqlCapabilities } from "./capabilities.ts"
import { sqlEnvironmentStore } from "./environment-store.ts"
import { sqlEventStore } from "./event-store.ts"
import { sqlGateRunStore } from "./gate-run-store.ts"
import { sqlLedger } from "./ledger.ts"
import { sqlPromotionStore } from "./promotion-store.ts"
import { sqlPublicationStore } from "./publication-store.ts"
import { sqlReleaseStore } from "./release-store.ts"
import { sqlResourceStore } from "./resource-store.ts"
import { sqlRunStore } from "./run-store.ts"
import type { Session } from "./session.ts"
import { type Databases, Transactions } from "./transactions.ts"

/** The store over databases whose schema is up to date; `close` ends their connections. */
export function sqlStore(databases: Databases, capabilities: SqlCapabilities, close: () => Promise<void>): Store {
  const transactions = new Transactions(databases, capabilities)
  return {
    ...stores(transactions.outside()),
    transaction: (work) => transactions.run((session) => work(stores(session))),
    close,
  }
}

function stores(session: Session): Omit<Store, "transaction" | "close"> {
  return {
    events: sqlEventStore(session),
    runs: sqlRunStore(session),
    gateRuns: sqlGateRunStore(session),
    ledger: sqlLedger(session),
    releases: sqlReleaseStore(session),
    environments: sqlEnvironmentStore(session),
    promotions: sqlPromotionStore(session),
    publications: sqlPublicationStore(session),
    resources: sqlResourceStore(session),
    tokens: sqlTokenStore(session),
    audit: sqlAuditTrail(session),
    settings: sqlSettingStore(session),
  }
}
