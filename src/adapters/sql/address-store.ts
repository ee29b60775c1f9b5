import type { Selectable } from "kysely"
import type { AddressRecord, EnvironmentStore } from "../../ports/store/environment-store.ts"
import type { Schema } from "./schema.ts"
import type { Session } from "./session.ts"

export function sqlAddressStore(session: Session): Pick<EnvironmentStore, "addresses" | "addAddress"> {
  return {
    async addresses(environment) {
      const query = session.db.selectFrom("address").selectAll().orderBy("environment").orderBy("service")
      const one = environment === undefined ? query : query.where("environment", "=", environment)
      return (await one.orderBy("colour").execute()).map(toAddress)
    },
    async addAddress({ environment, service, colour, port }) {
      return session.write("exclusive", async (db) => {
        const insert = db.insertInto("address").values({ environment, service, colour: colour ?? "", port })
        // Either of two constraints: that of the port or that of the service.
        const inserted = await insert.onConflict((conflict) => conflict.doNothing()).executeTakeFirst()
        return inserted.numInsertedOrUpdatedRows === 1n
      })
    },
  }
}

/** Part of a primary key, which is never null. */
function toAddress({ colour, ...address }: Selectable<Schema["address"]>): AddressRecord {
  return { ...address, colour: colour === "" ? null : colour }
}
