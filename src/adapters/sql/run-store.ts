import type { Selectable } from "kysely"
import type { RunJobRecord, RunStore } from "../../ports/store/run-store.ts"
import { containsText } from "./contains-text.ts"
import { isEmpty } from "./is-empty.ts"
import type { Schema } from "./schema.ts"
import type { Session } from "./session.ts"

export function sqlRunStore(session: Session): RunStore {
  return {
    async create({ purpose, event, ref, commit, environment, deployment, createdAt }) {
      const fresh = {
        status: "waiting",
        attempt: 1,
        startedAt: null,
        endedAt: null,
        message: null,
        canceledBy: null,
      } as const
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
    async latest(limit, before) {
      const newest = session.db.selectFrom("run").selectAll().orderBy("id", "desc").limit(limit)
      return (before === undefined ? newest : newest.where("id", "<", before)).execute()
    },
    async unfinished() {
      const query = session.db.selectFrom("run").selectAll()
      return query.where("status", "in", ["waiting", "running"]).orderBy("id").execute()
    },
    async ofEvent(seq) {
      return session.db.selectFrom("run").selectAll().where("event", "=", seq).orderBy("id").execute()
    },
    async ofDeployments(ids) {
      if (ids.length === 0) return []
      return session.db.selectFrom("run").selectAll().where("deployment", "in", ids).orderBy("id").execute()
    },
    async search(text, limit) {
      const query = session.db.selectFrom("run").selectAll().orderBy("id", "desc").limit(limit)
      const isCommit = /^[0-9a-f]{4,40}$/.test(text)
      return query
        .where((is) =>
          is.or([
            containsText("ref", text),
            ...(isCommit ? [is.and([is("commit", ">=", text), is("commit", "<", `${text}g`)])] : []),
          ]),
        )
        .execute()
    },
    async update(id, change) {
      if (isEmpty(change)) return
      await session.write("shared", (db) => db.updateTable("run").set(change).where("id", "=", id).execute())
    },
    async saveJob({ run, job, detail, ...rest }) {
      const state = { ...rest, detail: detail && JSON.stringify(detail) }
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
      return (await query.orderBy("position").orderBy("job").execute()).map(toJob)
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
        const last = await db
          .selectFrom("logChunk")
          .select(["firstLine", "lineBreaks"])
          .where("run", "=", run)
          .where("job", "=", job)
          .orderBy("firstLine", "desc")
          .orderBy("id", "desc")
          .limit(1)
          .executeTakeFirst()
        const firstLine = last ? last.firstLine + last.lineBreaks : 0
        await db
          .insertInto("logChunk")
          .values({ run, job, text, firstLine, lineBreaks: lineBreaks(text) })
          .execute()
      })
    },
    async readLog(run, { job, after = 0, limit }) {
      let query = session.db.selectFrom("logChunk").select(["id", "job", "text"]).where("run", "=", run)
      if (job !== undefined) query = query.where("job", "=", job)
      return query.where("id", ">", after).orderBy("id").limit(limit).execute()
    },
    async chunkOfLine(run, job, line) {
      const chunks = session.db
        .selectFrom("logChunk")
        .select(["id", "firstLine"])
        .where("run", "=", run)
        .where("job", "=", job)
      // A line begins behind a break: in the last chunk that has fewer breaks before it.
      if (line === 0) return chunks.orderBy("id").limit(1).executeTakeFirst()
      const before = chunks.where("firstLine", "<", line)
      return before.orderBy("firstLine", "desc").orderBy("id", "desc").limit(1).executeTakeFirst()
    },
    async countLines(run, job) {
      const last = await session.db
        .selectFrom("logChunk")
        .select(["firstLine", "lineBreaks", "text"])
        .where("run", "=", run)
        .where("job", "=", job)
        .orderBy("firstLine", "desc")
        .orderBy("id", "desc")
        .limit(1)
        .executeTakeFirst()
      if (!last) return 0
      return last.firstLine + last.lineBreaks + (last.text.endsWith("\n") ? 0 : 1)
    },
  }
}

function lineBreaks(text: string): number {
  let count = 0
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count++
  return count
}

function toJob({ detail, ...row }: Selectable<Schema["runJob"]>): RunJobRecord {
  return { ...row, detail: detail === null ? null : JSON.parse(detail) }
}
