import { ok, type Result } from "../../core/shared/result.ts"
import { isTerminal } from "../../core/shared/status.ts"
import type { PromotionRecord } from "../../ports/store/promotion-store.ts"
import type { RunRecord } from "../../ports/store/run-store.ts"
import { isNotYet } from "./load-commands.ts"
import type { ServerPorts } from "./server-ports.ts"

/**
 * Records a run that asks the command of a gate, for the dispatcher to execute. One at a time: the one that is under way
 * stands for all who want it. "Not yet" stays with it until it has said something else.
 */
export function askCommand(
  ports: ServerPorts,
  { id: promotion, commit, event }: Pick<PromotionRecord, "id" | "commit" | "event">,
  gate: string,
): Promise<Result<RunRecord>> {
  const createdAt = ports.clock.now()
  return ports.store.transaction(async (store) => {
    const known = (await store.gateRuns.ofPromotion(promotion)).find((one) => one.gate === gate)
    const run = known && (await store.runs.get(known.run))
    if (!run) {
      const about = { purpose: "gate", event, ref: null, commit, environment: null, deployment: null } as const
      const created = await store.runs.create({ ...about, createdAt })
      await store.gateRuns.add({ run: created.id, promotion, gate })
      return ok(created)
    }
    if (!isTerminal(run.status)) return ok(run)
    const message = (await isNotYet(store, run)) ? run.message : null
    const fresh = { startedAt: null, endedAt: null, canceledBy: null } as const
    const again = { status: "waiting", attempt: run.attempt + 1, message, ...fresh } as const
    await store.runs.update(run.id, again)
    return ok({ ...run, ...again })
  })
}
