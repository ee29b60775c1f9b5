import type { Selectable } from "kysely"
import type { PublicationRecord, PublicationStore } from "../../ports/store/publication-store.ts"
import type { Schema } from "./schema.ts"
import type { Session } from "./session.ts"

export function sqlPublicationStore(session: Session): PublicationStore {
  const publications = () => session.db.selectFrom("publication").selectAll()
  return {
    async request({ service, image, tag, moves, release, event, createdAt }) {
      return session.write("exclusive", async (db) => {
        const values = { service, image, tag, moves: moves ? 1 : 0, release, event, createdAt }
        await db
          .insertInto("publication")
          .values({ ...values, state: "waiting", attempts: 0, notBefore: createdAt, note: null })
          .onConflict((conflict) => conflict.columns(["service", "tag", "image"]).doNothing())
          .execute()
        const found = db.selectFrom("publication").selectAll().where("service", "=", service)
        return toRecord(await found.where("tag", "=", tag).where("image", "=", image).executeTakeFirstOrThrow())
      })
    },
    async waiting() {
      return (await publications().where("state", "=", "waiting").orderBy("id").execute()).map(toRecord)
    },
    async latest(states, limit) {
      if (states.length === 0) return []
      const query = publications().where("state", "in", states).orderBy("id", "desc").limit(limit)
      return (await query.execute()).map(toRecord)
    },
    async ofEvent(event) {
      return (await publications().where("event", "=", event).orderBy("id").execute()).map(toRecord)
    },
    async update(id, change) {
      if (Object.keys(change).length === 0) return
      await session.write("shared", (db) => db.updateTable("publication").set(change).where("id", "=", id).execute())
    },
  }
}

function toRecord({ moves, ...row }: Selectable<Schema["publication"]>): PublicationRecord {
  return { ...row, moves: moves === 1 }
}
