import assert from "node:assert/strict"
import { it } from "node:test"
import type { ResourceRecord } from "../../../src/ports/store/resource-store.ts"
import type { WithStores } from "../store-contract.ts"

const database: ResourceRecord = {
  environment: "shop-1",
  resource: "database",
  kind: "postgres",
  isolate: "schema",
  secret: "POSTGRES_URL",
  state: "making",
  note: null,
  createdAt: 1,
}

export function testResources(withStores: WithStores): void {
  it(
    "are kept by environment and name until they are removed",
    withStores(async ({ resources }) => {
      const cache: ResourceRecord = { ...database, resource: "cache", kind: "redis", isolate: "prefix" }
      const other: ResourceRecord = { ...database, environment: "shop-2" }
      for (const record of [database, cache, other]) await resources.save(record)
      const ready: ResourceRecord = { ...database, state: "ready", note: "no answer" }
      await resources.save(ready)
      assert.deepEqual(await resources.list("shop-1"), [cache, ready])
      await resources.remove("shop-1", "database")
      assert.deepEqual(await resources.list(), [cache, other])
    }),
  )
}
