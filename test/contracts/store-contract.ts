import { describe } from "node:test"
import type { Store } from "../../src/ports/store/store.ts"
import { testAccess } from "./store/access.ts"
import { testDeployments } from "./store/deployments.ts"
import { testEnvironments } from "./store/environments.ts"
import { testEvents } from "./store/events.ts"
import { testGateRuns } from "./store/gate-runs.ts"
import { testLedger } from "./store/ledger.ts"
import { testPromotions } from "./store/promotions.ts"
import { testPublications } from "./store/publications.ts"
import { testRaces } from "./store/races.ts"
import { testReleases } from "./store/releases.ts"
import { testResources } from "./store/resources.ts"
import { testRuns } from "./store/runs.ts"
import { testTransactions } from "./store/transactions.ts"

/** Stores on the same, at first empty, data: as many as can be open at once, for races between them. */
export interface OpenStores {
  readonly stores: readonly [Store, ...Store[]]
  close(): Promise<void>
}

/** Runs a test with a store of its own. */
export type WithStores = (test: (store: Store, all: readonly Store[]) => Promise<void>) => () => Promise<void>

/** What every store must do, whatever its database. */
export function storeContract(name: string, open: () => Promise<OpenStores>, skip: string | false = false): void {
  const withStores: WithStores = (test) => async () => {
    const opened = await open()
    try {
      await test(opened.stores[0], opened.stores)
    } finally {
      await opened.close()
    }
  }
  describe(name, { skip }, () => {
    describe("events", () => testEvents(withStores))
    describe("runs", () => testRuns(withStores))
    describe("runs of gates", () => testGateRuns(withStores))
    describe("ledger", () => testLedger(withStores))
    describe("releases", () => testReleases(withStores))
    describe("environments", () => testEnvironments(withStores))
    describe("deployments", () => testDeployments(withStores))
    describe("promotions", () => testPromotions(withStores))
    describe("publications", () => testPublications(withStores))
    describe("resources", () => testResources(withStores))
    describe("tokens, audit and settings", () => testAccess(withStores))
    describe("races", () => testRaces(withStores))
    describe("transactions", () => testTransactions(withStores))
  })
}

/** Calls `racer` twenty times at once, taking turns between the stores. */
export async function race<T>(
  stores: readonly Store[],
  racer: (store: Store, index: number) => Promise<T>,
): Promise<readonly T[]> {
  return Promise.all(
    Array.from({ length: 20 }, (_, index) => {
      const store = stores[index % stores.length]
      if (!store) throw new Error("there is no store")
      return racer(store, index)
    }),
  )
}
