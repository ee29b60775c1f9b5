import type { Selectable } from "kysely"
import type { DeploymentRecord, EnvironmentStore } from "../../ports/store/environment-store.ts"
import { holdsFence, holdsFenceOfExisting } from "./fence.ts"
import type { Schema } from "./schema.ts"
import type { Session } from "./session.ts"

const UNFINISHED = ["waiting", "running"] as const

type DeploymentStore = Pick<
  EnvironmentStore,
  | "createDeployment"
  | "getDeployment"
  | "deployments"
  | "deploymentsOf"
  | "unfinishedDeployments"
  | "finishDeployment"
  | "standBy"
  | "setVerification"
>

export function sqlDeploymentStore(session: Session): DeploymentStore {
  const all = () => session.db.selectFrom("deployment").selectAll()
  return {
    async createDeployment({ revisionDocument, ...deployment }) {
      return session.write("exclusive", async (db) => {
        if (!(await holdsFenceOfExisting(db, deployment.environment, deployment.fence))) return undefined
        const document = { revisionDocument: JSON.stringify(revisionDocument) }
        const fresh = { status: "running", verification: null, endedAt: null, message: null } as const
        const insert = db.insertInto("deployment").values({ ...deployment, ...document, ...fresh })
        return toDeployment(await insert.returningAll().executeTakeFirstOrThrow())
      })
    },
    async getDeployment(id) {
      const row = await all().where("id", "=", id).executeTakeFirst()
      return row && toDeployment(row)
    },
    async deployments(environment, limit, before) {
      const newest = all().where("environment", "=", environment).orderBy("id", "desc").limit(limit)
      const query = before === undefined ? newest : newest.where("id", "<", before)
      return (await query.execute()).map(toDeployment)
    },
    async deploymentsOf(release, limit) {
      const newest = all().where("release", "=", release).orderBy("id", "desc").limit(limit)
      return (await newest.execute()).map(toDeployment)
    },
    async unfinishedDeployments() {
      return (await all().where("status", "in", UNFINISHED).orderBy("id").execute()).map(toDeployment)
    },
    async standBy(id, fence) {
      return session.write("exclusive", async (db) => {
        const running = db.selectFrom("deployment").select("environment").where("id", "=", id)
        const deployment = await running.where("status", "=", "running").executeTakeFirst()
        if (!deployment || !(await holdsFence(db, deployment.environment, fence))) return false
        await db.updateTable("deployment").set({ status: "waiting" }).where("id", "=", id).execute()
        return true
      })
    },
    async finishDeployment(id, fence, { status, endedAt, message }) {
      return session.write("exclusive", async (db) => {
        const deployment = await db
          .selectFrom("deployment")
          .select("environment")
          .where("id", "=", id)
          .where("status", "in", UNFINISHED)
          .executeTakeFirst()
        if (!deployment || !(await holdsFence(db, deployment.environment, fence))) return false
        await db.updateTable("deployment").set({ status, endedAt, message }).where("id", "=", id).execute()
        if (status === "succeeded") {
          const update = db.updateTable("environment").set({ current: id })
          await update.where("name", "=", deployment.environment).execute()
        }
        return true
      })
    },
    async setVerification(id, verification) {
      await session.write("shared", (db) =>
        db.updateTable("deployment").set({ verification }).where("id", "=", id).execute(),
      )
    },
  }
}

function toDeployment(row: Selectable<Schema["deployment"]>): DeploymentRecord {
  return { ...row, revisionDocument: JSON.parse(row.revisionDocument) }
}
