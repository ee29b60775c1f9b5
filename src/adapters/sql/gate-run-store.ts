import type { GateRunStore } from "../../ports/store/gate-run-store.ts"
import type { Session } from "./session.ts"

export function sqlGateRunStore(session: Session): GateRunStore {
  const gateRuns = () => session.db.selectFrom("gateRun").selectAll()
  return {
    async add({ run, promotion, gate }) {
      await session.write("shared", (db) => db.insertInto("gateRun").values({ run, promotion, gate }).execute())
    },
    async ofRun(run) {
      return gateRuns().where("run", "=", run).executeTakeFirst()
    },
    async ofPromotion(promotion) {
      return gateRuns().where("promotion", "=", promotion).orderBy("run").execute()
    },
  }
}
