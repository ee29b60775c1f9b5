import type { EnvironmentStore } from "../../ports/store/environment-store.ts"
import { holdsFenceOfExisting } from "./fence.ts"
import type { Session } from "./session.ts"

type InstanceStore = Pick<EnvironmentStore, "saveInstance" | "removeInstance" | "instances">

export function sqlInstanceStore(session: Session): InstanceStore {
  return {
    async saveInstance({ instance, ...state }, fence) {
      return session.write("exclusive", async (db) => {
        if (!(await holdsFenceOfExisting(db, state.environment, fence))) return false
        await db
          .insertInto("instance")
          .values({ instance, ...state })
          .onConflict((conflict) => conflict.column("instance").doUpdateSet(state))
          .execute()
        return true
      })
    },
    async removeInstance(instance) {
      await session.write("shared", (db) => db.deleteFrom("instance").where("instance", "=", instance).execute())
    },
    async instances(environment) {
      const query = session.db.selectFrom("instance").selectAll().orderBy("environment").orderBy("instance")
      return (environment === undefined ? query : query.where("environment", "=", environment)).execute()
    },
  }
}
