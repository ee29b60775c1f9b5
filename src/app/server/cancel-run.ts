import { fail, ok, type Result } from "../../core/shared/result.ts"
import { isTerminal } from "../../core/shared/status.ts"
import type { RunRecord } from "../../ports/store/run-store.ts"
import { findRun } from "./find-run.ts"
import { eventTopic } from "./request-promotions.ts"
import type { ServerPorts } from "./server-ports.ts"
import { endPromotion } from "./start-verification.ts"

/** Writes down that somebody wants a run to end. It holds also if the server dies before it has ended. */
export async function requestCancel(ports: ServerPorts, id: number, person: string): Promise<Result<RunRecord>> {
  const run = await findRun(ports, id)
  if (!run.ok) return run
  if (isTerminal(run.value.status)) {
    return fail("run-not-possible", `run ${id} has ended: it ${run.value.status}`, { hint: `slipway runs show ${id}` })
  }
  await ports.store.runs.update(id, { canceledBy: person })
  const entry = { at: ports.clock.now(), person, action: "cancel-run", subject: `run ${id}`, detail: run.value.ref }
  await ports.store.audit.append(entry)
  return ok({ ...run.value, canceledBy: person })
}

/** Ends a run that somebody has canceled and nobody works on any more, with all that waits for it. */
export async function endCanceledRun(ports: ServerPorts, run: RunRecord): Promise<void> {
  const now = ports.clock.now()
  for (const job of await ports.store.runs.jobs(run.id)) {
    if (isTerminal(job.status)) continue
    await ports.store.runs.saveJob({ ...job, status: "canceled", endedAt: now, message: "canceled" })
  }
  const deployment = run.deployment === null ? undefined : await ports.store.environments.getDeployment(run.deployment)
  if (deployment && run.purpose === "verification") {
    await ports.store.environments.setVerification(deployment.id, "canceled")
    await endPromotion(ports, deployment)
  }
  const message = `canceled by ${run.canceledBy}`
  await ports.store.runs.update(run.id, { status: "canceled", endedAt: now, message })
  const promotion = deployment?.promotion ? (`promotion:${deployment.promotion}` as const) : null
  const topics = [eventTopic(run.event), promotion, deployment ? (`deployment:${deployment.id}` as const) : null]
  ports.progress.say(topics, `run ${run.id} ${message}`)
}
