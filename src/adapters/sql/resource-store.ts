import type { ResourceStore } from "../../ports/store/resource-store.ts"
import type { Session } from "./session.ts"

export function sqlResourceStore(session: Session): ResourceStore {
  return {
    async list(environment) {
      const query = session.db.selectFrom("resource").selectAll().orderBy("environment").orderBy("resource")
      return (environment === undefined ? query : query.where("environment", "=", environment)).execute()
    },
    async save(record) {
      await session.write("shared", (db) =>
        db
          .insertInto("resource")
          .values(record)
          .onConflict((conflict) => conflict.columns(["environment", "resource"]).doUpdateSet(record))
          .execute(),
      )
    },
    async remove(environment, resource) {
      await session.write("shared", (db) =>
        db.deleteFrom("resource").where("environment", "=", environment).where("resource", "=", resource).execute(),
      )
    },
  }
}
