import type { EnvironmentStore } from "../../ports/store/environment-store.ts"
import type { Session } from "./session.ts"

export function sqlAddressStore(session: Session): Pick<EnvironmentStore, "addresses" | "addAddress"> {
  return {
    async addresses(environment) {
      const query = session.db.selectFrom("address").selectAll().orderBy("environment").orderBy("service")
      return (environment === undefined ? query : query.where("environment", "=", environment)).execute()
    },
    async addAddress({ environment, service, port }) {
      return session.write("exclusive", async (db) => {
        const insert = db.insertInto("address").values({ environment, service, port })
        // Either of two constraints: that of the port or that of the service.
        const inserted = await insert.onConflict((conflict) => conflict.doNothing()).executeTakeFirst()
        return inserted.numInsertedOrUpdatedRows === 1n
      })
    },
  }
}
