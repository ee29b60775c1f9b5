import type { AuditTrail, SettingStore, TokenStore } from "../../ports/store/access-store.ts"
import type { Session } from "./session.ts"

const TOKEN = ["id", "person", "createdAt", "revokedAt"] as const

export function sqlTokenStore(session: Session): TokenStore {
  return {
    async add(person, hash, createdAt) {
      return session.write("shared", (db) =>
        db
          .insertInto("token")
          .values({ person, hash, createdAt, revokedAt: null })
          .returning(TOKEN)
          .executeTakeFirstOrThrow(),
      )
    },
    async personOf(hash) {
      const query = session.db.selectFrom("token").select("person")
      return (await query.where("hash", "=", hash).where("revokedAt", "is", null).executeTakeFirst())?.person
    },
    async list() {
      return session.db.selectFrom("token").select(TOKEN).orderBy("id").execute()
    },
    async revoke(id, at) {
      return session.write("shared", async (db) => {
        // Revoking twice keeps the time of the first.
        const update = db
          .updateTable("token")
          .set((set) => ({ revokedAt: set.fn.coalesce("revokedAt", set.val(at)) }))
          .where("id", "=", id)
        return (await update.executeTakeFirst()).numUpdatedRows === 1n
      })
    },
  }
}

export function sqlAuditTrail(session: Session): AuditTrail {
  return {
    async append({ at, person, action, subject, detail }) {
      await session.write("exclusive", (db) =>
        db.insertInto("auditEntry").values({ at, person, action, subject, detail }).execute(),
      )
    },
    async latest(limit, { person, action } = {}) {
      let query = session.db.selectFrom("auditEntry").selectAll()
      if (person !== undefined) query = query.where("person", "=", person)
      if (action !== undefined) query = query.where("action", "=", action)
      return query.orderBy("seq", "desc").limit(limit).execute()
    },
  }
}

export function sqlSettingStore(session: Session): SettingStore {
  return {
    async get(key) {
      return (await session.db.selectFrom("setting").select("value").where("key", "=", key).executeTakeFirst())?.value
    },
    async setIfAbsent(key, value) {
      return session.write("exclusive", async (db) => {
        await db
          .insertInto("setting")
          .values({ key, value })
          .onConflict((conflict) => conflict.column("key").doNothing())
          .execute()
        return (await db.selectFrom("setting").select("value").where("key", "=", key).executeTakeFirstOrThrow()).value
      })
    },
  }
}
