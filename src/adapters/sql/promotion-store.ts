import type { Selectable } from "kysely"
import type { PromotionRecord, PromotionStore } from "../../ports/store/promotion-store.ts"
import type { Schema } from "./schema.ts"
import type { Session } from "./session.ts"

const OPEN = ["waiting", "deploying"] as const

export function sqlPromotionStore(session: Session): PromotionStore {
  const promotions = () => session.db.selectFrom("promotion").selectAll()
  return {
    async request({ release, commit, environment, template, wayIn, person, event, createdAt, choice: chosen }) {
      const choice = chosen ? JSON.stringify(chosen) : null
      return session.write("exclusive", async (db) => {
        const open = await db
          .selectFrom("promotion")
          .selectAll()
          .where("release", "=", release)
          .where("commit", "=", commit)
          .where("environment", "=", environment)
          .where("choice", choice === null ? "is" : "=", choice)
          .where("state", "in", OPEN)
          .executeTakeFirst()
        if (open) return recordOf(open)
        const asked = { release, commit, environment, template, wayIn, person, event, createdAt }
        const values = { ...asked, choice, note: null, supersededBy: null, supersededAt: null }
        const added = db
          .insertInto("promotion")
          .values({ ...values, state: "waiting" })
          .returningAll()
        return recordOf(await added.executeTakeFirstOrThrow())
      })
    },
    async get(id) {
      const row = await promotions().where("id", "=", id).executeTakeFirst()
      return row && recordOf(row)
    },
    async open(environment) {
      const query = promotions().where("state", "in", OPEN)
      const some = environment === undefined ? query : query.where("environment", "=", environment)
      return (await some.orderBy("id").execute()).map(recordOf)
    },
    async move(id, from, to, note) {
      if (from.length === 0) return false
      return session.write("exclusive", async (db) => {
        const update = db.updateTable("promotion").set({ state: to, note }).where("id", "=", id)
        return (await update.where("state", "in", from).executeTakeFirst()).numUpdatedRows === 1n
      })
    },
    async supersede(id, { by, at, note }) {
      return session.write("exclusive", async (db) => {
        const ended = { state: "superseded", note, supersededBy: by, supersededAt: at } as const
        const update = db.updateTable("promotion").set(ended).where("id", "=", id).where("state", "=", "waiting")
        return (await update.executeTakeFirst()).numUpdatedRows === 1n
      })
    },
    async setNote(id, note) {
      await session.write("shared", (db) =>
        db.updateTable("promotion").set({ note }).where("id", "=", id).where("state", "in", OPEN).execute(),
      )
    },
    async latest(environment, limit) {
      const rows = promotions().where("environment", "=", environment).orderBy("id", "desc").limit(limit)
      return (await rows.execute()).map(recordOf)
    },
    async ofRelease(release) {
      return (await promotions().where("release", "=", release).orderBy("id").execute()).map(recordOf)
    },
  }
}

function recordOf(row: Selectable<Schema["promotion"]>): PromotionRecord {
  return { ...row, choice: row.choice === null ? null : JSON.parse(row.choice) }
}
