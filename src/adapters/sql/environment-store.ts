import type { Kysely } from "kysely"
import type { EnvironmentStore } from "../../ports/store/environment-store.ts"
import { sqlAddressStore } from "./address-store.ts"
import { sqlDeploymentStore } from "./deployment-store.ts"
import { sqlInstanceStore } from "./instance-store.ts"
import { isEmpty } from "./is-empty.ts"
import type { Schema } from "./schema.ts"
import type { Session } from "./session.ts"

export function sqlEnvironmentStore(session: Session): EnvironmentStore {
  return {
    ...sqlDeploymentStore(session),
    ...sqlInstanceStore(session),
    ...sqlAddressStore(session),
    async list() {
      return environments(session.db).orderBy("name").execute()
    },
    async get(name) {
      return environments(session.db).where("environment.name", "=", name).executeTakeFirst()
    },
    async create({ name, template, branch, createdAt, expiresAt }) {
      return session.write("exclusive", async (db) => {
        const inserted = await db
          .insertInto("environment")
          .values({
            name,
            template,
            branch,
            createdAt,
            expiresAt,
            state: "active",
            kept: null,
            pinned: null,
            current: null,
          })
          .onConflict((conflict) => conflict.column("name").doNothing())
          .executeTakeFirst()
        if (inserted.numInsertedOrUpdatedRows !== 1n) return false
        // Whoever held the newest fence of an earlier one by this name holds a stale one now.
        await db
          .insertInto("environmentFence")
          .values({ environment: name, fence: 0 })
          .onConflict((conflict) =>
            conflict.column("environment").doUpdateSet((set) => ({ fence: set("environmentFence.fence", "+", 1) })),
          )
          .execute()
        return true
      })
    },
    async update(name, change) {
      if (isEmpty(change)) return
      await session.write("shared", (db) =>
        db.updateTable("environment").set(change).where("name", "=", name).execute(),
      )
    },
    async remove(name) {
      await session.write("exclusive", async (db) => {
        await db.deleteFrom("instance").where("environment", "=", name).execute()
        await db.deleteFrom("address").where("environment", "=", name).execute()
        await db.deleteFrom("environment").where("name", "=", name).execute()
      })
    },
    async takeFence(name) {
      return session.write("exclusive", async (db) => {
        const taken = await db
          .updateTable("environmentFence")
          .set((set) => ({ fence: set("fence", "+", 1) }))
          .where("environment", "in", db.selectFrom("environment").select("name").where("name", "=", name))
          .returning("fence")
          .executeTakeFirst()
        return taken?.fence
      })
    },
  }
}

function environments(db: Kysely<Schema>) {
  return db
    .selectFrom("environment")
    .innerJoin("environmentFence", "environmentFence.environment", "environment.name")
    .selectAll("environment")
    .select("environmentFence.fence")
}
