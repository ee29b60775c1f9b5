import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { storeContract } from "../../../test/contracts/store-contract.ts"
import { unwrap } from "../../core/shared/result.ts"
import { openSqliteStore } from "./open-sqlite-store.ts"

storeContract("store on SQLite", async () => {
  const folder = await mkdtemp(join(tmpdir(), "slipway-store-"))
  const store = unwrap(await openSqliteStore(join(folder, "store.db")))
  return {
    // One process owns the file, so that all racers share one store.
    stores: [store],
    async close() {
      await store.close()
      await rm(folder, { recursive: true })
    },
  }
})
