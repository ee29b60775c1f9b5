import assert from "node:assert/strict"
import { after, describe, it } from "node:test"
import { storeContract } from "../../../test/contracts/store-contract.ts"
import { skipWithout } from "../../../test/support/component.ts"
import { postgresBinaries, startPostgres } from "../../../test/support/postgres.ts"
import { unwrap } from "../../core/shared/result.ts"
import { openPostgresStore } from "./open-postgres-store.ts"

const binaries = postgresBinaries()
const skip = skipWithout("PostgreSQL (Debian's postgresql)", binaries)
const postgres = binaries === undefined ? undefined : await startPostgres(binaries)
after(() => postgres?.stop())

async function newDatabase(): Promise<string> {
  if (!postgres) throw new Error("PostgreSQL is not running")
  return postgres.createDatabase()
}

storeContract(
  "store on PostgreSQL",
  async () => {
    const url = await newDatabase()
    const first = unwrap(await openPostgresStore(url))
    const second = unwrap(await openPostgresStore(url))
    const stores = [first, second, unwrap(await openPostgresStore(url))] as const
    return {
      stores: [...stores],
      async close() {
        await Promise.all(stores.map((store) => store.close()))
      },
    }
  },
  skip,
)

describe("opening a store on PostgreSQL", { skip }, () => {
  it("is possible for many at once on an empty database", async () => {
    const url = await newDatabase()
    const opened = await Promise.all(Array.from({ length: 8 }, () => openPostgresStore(url, { connections: 2 })))
    const stores = opened.map(unwrap)
    const values = await Promise.all(stores.map((store, index) => store.settings.setIfAbsent("id", String(index))))
    assert.equal(new Set(values).size, 1)
    await Promise.all(stores.map((store) => store.close()))
  })
  it("fails in words when there is no such database or server", async () => {
    const url = await newDatabase()
    for (const wrong of [url.replace(/test_\d+/, "none"), "postgres://nobody:secret@127.0.0.1:1/none", "nonsense://"]) {
      const opened = await openPostgresStore(wrong)
      assert.ok(!opened.ok)
      assert.equal(opened.failure.reason, "store-failed")
      assert.doesNotMatch(opened.failure.message, /secret/)
    }
  })
})
