import assert from "node:assert/strict"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { test } from "node:test"
import { failureFrom, valueFrom } from "../../../../test/support/assert-result.ts"
import { openSqliteStore } from "../../../adapters/sqlite/open-sqlite-store.ts"
import { fail, ok } from "../../../core/shared/result.ts"
import type { ResourceServers } from "../../../ports/resource-server.ts"
import type { ResourceRecord } from "../../../ports/store/resource-store.ts"
import { removeResources } from "./remove-resources.ts"

const database: ResourceRecord = {
  ...{ environment: "shop-1", resource: "database", kind: "postgres", isolate: "schema", secret: "PG" },
  ...{ state: "ready", note: null, createdAt: 1 },
}

test("what a server does not let go of is kept in mind with the reason, and goes the next time", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "slipway-resources-"))
  const store = valueFrom(await openSqliteStore(join(folder, "slipway.db")))
  t.after(async () => {
    await store.close()
    rmSync(folder, { recursive: true })
  })
  const cache: ResourceRecord = { ...database, resource: "cache", kind: "redis", isolate: "prefix", secret: "REDIS" }
  const other: ResourceRecord = { ...database, environment: "shop-2" }
  for (const record of [database, cache, other]) await store.resources.save(record)
  let isDown = true
  const removed: string[] = []
  const resourceServers: ResourceServers = {
    id: "server-1",
    runSql: async () => ok(undefined),
    open: async (kind) => ({
      provide: async () => fail("resource-unavailable", "is not asked for"),
      findOwners: async () => ok([]),
      async remove({ environment, resource }) {
        if (isDown && kind === "postgres") return fail("resource-unavailable", "PostgreSQL: no answer")
        removed.push(`${environment} ${resource}`)
        return ok(undefined)
      },
    }),
  }
  const urls: Readonly<Record<string, string>> = { PG: "postgresql://db/shop", REDIS: "redis://cache" }
  const ports = { store, resourceServers, secrets: (name: string) => urls[name] }

  failureFrom(await removeResources(ports, "shop-1"), "resource-unavailable")
  const left = { ...database, note: "PostgreSQL: no answer" }
  assert.deepEqual(await store.resources.list(), [left, other])
  failureFrom(await removeResources({ ...ports, secrets: () => undefined }, "shop-1"), "not-configured")
  const [unset] = await store.resources.list("shop-1")
  assert.match(unset?.note ?? "", /the secret PG with the server of 'database' is not set/)
  isDown = false
  valueFrom(await removeResources(ports, "shop-1"))
  assert.deepEqual(await store.resources.list(), [other])
  assert.deepEqual(removed, ["shop-1 cache", "shop-1 database"])
})
