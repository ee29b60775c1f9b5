import type { DeploymentRecord } from "../../ports/store/environment-store.ts"
import { eventTopic } from "./request-promotions.ts"
import type { ServerPorts } from "./server-ports.ts"
import { startAfter } from "./start-after.ts"
import { concludeVerification } from "./verify.ts"

/** Records a run of the environment's tests for the dispatcher to execute; without tests, concludes at once. */
export async function startVerification(
  ports: ServerPorts,
  deployment: DeploymentRecord,
  { tests, event }: { tests: readonly string[]; event: number | null },
): Promise<void> {
  const say = sayAbout(ports, deployment, event)
  if (tests.length === 0) {
    const concluded = await concludeVerification(ports, deployment, { status: "succeeded", tests: [], say })
    if (concluded.ok) await startAfter(ports, deployment, { event, say })
    else say(`verification errored: ${concluded.failure.message}`)
    return endPromotion(ports, deployment)
  }
  await ports.store.environments.setVerification(deployment.id, "waiting")
  const run = await ports.store.runs.create({
    purpose: "verification",
    event,
    ref: null,
    commit: deployment.commit,
    environment: deployment.environment,
    deployment: deployment.id,
    createdAt: ports.clock.now(),
  })
  say(`run ${run.id}: ${tests.join(", ")} against ${deployment.environment}`)
}

/** The promotion behind a deployment is over once its verification is, whatever that says. */
export async function endPromotion(ports: ServerPorts, deployment: DeploymentRecord): Promise<void> {
  if (deployment.promotion === null) return
  await ports.store.promotions.move(deployment.promotion, ["deploying"], "deployed", null)
}

/** Tells all who follow what a deployment came from. */
export function sayAbout(
  ports: ServerPorts,
  deployment: DeploymentRecord,
  event: number | null,
): (text: string) => void {
  const promotion = deployment.promotion === null ? null : (`promotion:${deployment.promotion}` as const)
  return (text) => ports.progress.say([eventTopic(event), promotion, `deployment:${deployment.id}`], text)
}
