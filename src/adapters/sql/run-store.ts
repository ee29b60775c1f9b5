import type { RunStore } from "../../ports/store/run-store.ts"
import { isEmpty } from "./is-empty.ts"
import type { Session } from "./session.ts"

export function sqlRunStore(session: Session): RunStore {
  return {
    async create({ purpose, event, ref, commit, environment, deployment, createdAt }) {
      const fresh = { status: "waiting", attempt: 1, startedAt: null, endedAt: null, message: null } as const
      return session.write("shared", (db) =>
        db
          .insertInto("run")
          .values({ purpose, event, ref, commit, environment, deployment, createdAt, ...fresh })
          .returningAll()
          .executeTakeFirstOrThrow(),
      )
    },
    async get(id) {
      return session.db.selectFrom("run").selectAll().where("id", "=", id).executeTakeFirst()
    },
    async latest(limit) {
      return session.db.selectFrom("run").selectAll().orderBy("id", "desc").limit(limit).execute()
    },
    async unfinished() {
      const query = session.db.selectFrom("run").selectAll()
      return query.where("status", "in", ["waiting", "running"]).orderBy("id").execute()
    },
    async ofEvent(seq) {
      return session.db.selectFrom("run").selectAll().where("event", "=", seq).orderBy("id").execute()
    },
    async update(id, change) {
      if (isEmpty(change)) return
      await session.write("shared", (db) => db.updateTable("run").set(change).where("id", "=", id).execute())
    },
    async saveJob({ run, job, ...state }) {
      await session.write("shared", (db) =>
        db
          .insertInto("runJob")
          .values({ run, job, ...state })
          .onConflict((conflict) => conflict.columns(["run", "job"]).doUpdateSet(state))
          .execute(),
      )
    },
    async jobs(run) {
      const query = session.db.selectFrom("runJob").selectAll().where("run", "=", run)
      return query.orderBy("position").orderBy("job").execute()
    },
    async clear(run) {
      await session.write("exclusive", async (db) => {
        await db.deleteFrom("runJob").where("run", "=", run).execute()
        await db.deleteFrom("logChunk").where("run", "=", run).execute()
      })
    },
    async appendLog(run, job, text) {
      await session.write("shared", async (db) => {
        await session.capabilities.lockLog(db, run)
        await db.insertInto("logChunk").values({ run, job, text }).execute()
      })
    },
    async readLog(run, { job, after = 0, limit }) {
      let query = session.db.selectFrom("logChunk").select(["id", "job", "text"]).where("run", "=", run)
      if (job !== undefined) query = query.where("job", "=", job)
      return query.where("id", ">", after).orderBy("id").limit(limit).execute()
    },
  }
}
