import type { Kysely } from "kysely"
import type { EventStore, GitEvent, NewGitEvent } from "../../ports/store/event-store.ts"
import type { Schema } from "./schema.ts"
import type { Session } from "./session.ts"

/** Values in one query: every database takes so many. */
const AT_ONCE = 500

export function sqlEventStore(session: Session): EventStore {
  return {
    async refs() {
      const rows = await session.db.selectFrom("seenRef").selectAll().execute()
      return new Map(rows.map((row) => [row.ref, row.object]))
    },
    async accept(events) {
      return session.write("exclusive", async (db) => {
        const accepted: GitEvent[] = []
        for (const event of events) {
          const seen = await db.selectFrom("seenRef").select("object").where("ref", "=", event.ref).executeTakeFirst()
          if ((seen?.object ?? null) !== event.before) continue
          await moveSeenRef(db, event)
          accepted.push(await insertEvent(db, event))
        }
        return accepted
      })
    },
    async recordPusher(ref, after, person) {
      await session.write("shared", (db) =>
        db
          .insertInto("pusher")
          .values({ ref, object: after ?? "", person })
          .onConflict((conflict) => conflict.columns(["ref", "object"]).doUpdateSet({ person }))
          .execute(),
      )
    },
    async pusherOf(ref, after) {
      const query = session.db.selectFrom("pusher").select("person")
      const row = await query
        .where("ref", "=", ref)
        .where("object", "=", after ?? "")
        .executeTakeFirst()
      return row?.person ?? null
    },
    async pending() {
      return session.db.selectFrom("gitEvent").selectAll().where("status", "=", "accepted").orderBy("seq").execute()
    },
    async finish(seq, status, note) {
      await session.write("shared", (db) =>
        db
          .updateTable("gitEvent")
          .set({ status, note })
          .where("seq", "=", seq)
          .where("status", "=", "accepted")
          .execute(),
      )
    },
    async get(seq) {
      return session.db.selectFrom("gitEvent").selectAll().where("seq", "=", seq).executeTakeFirst()
    },
    async toCommits(commits) {
      const found: GitEvent[] = []
      for (let start = 0; start < commits.length; start += AT_ONCE) {
        const query = session.db.selectFrom("gitEvent").selectAll().where("ref", "like", "refs/heads/%")
        found.push(...(await query.where("commit", "in", commits.slice(start, start + AT_ONCE)).execute()))
      }
      return found.sort((a, b) => a.seq - b.seq)
    },
    async firstOf(ref) {
      const ofRef = session.db.selectFrom("gitEvent").selectAll().where("ref", "=", ref)
      return ofRef.orderBy("seq").limit(1).executeTakeFirst()
    },
    async latestOf(ref) {
      const ofRef = session.db.selectFrom("gitEvent").selectAll().where("ref", "=", ref)
      return ofRef.orderBy("seq", "desc").limit(1).executeTakeFirst()
    },
  }
}

async function insertEvent(db: Kysely<Schema>, event: NewGitEvent): Promise<GitEvent> {
  const { ref, before, after, commit, person, acceptedAt } = event
  return db
    .insertInto("gitEvent")
    .values({ ref, before, after, commit, person, acceptedAt, status: "accepted", note: null })
    .returningAll()
    .executeTakeFirstOrThrow()
}

async function moveSeenRef(db: Kysely<Schema>, { ref, after }: NewGitEvent): Promise<void> {
  // The name is in the event now; a later move to the same object is somebody else's.
  await db
    .deleteFrom("pusher")
    .where("ref", "=", ref)
    .where("object", "=", after ?? "")
    .execute()
  if (after === null) {
    await db.deleteFrom("seenRef").where("ref", "=", ref).execute()
    return
  }
  await db
    .insertInto("seenRef")
    .values({ ref, object: after })
    .onConflict((conflict) => conflict.column("ref").doUpdateSet({ object: after }))
    .execute()
}
