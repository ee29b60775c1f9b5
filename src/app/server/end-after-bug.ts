import { failure } from "../../core/shared/failure.ts"
import type { DeploymentRecord } from "../../ports/store/environment-store.ts"
import type { PromotionRecord } from "../../ports/store/promotion-store.ts"
import type { RunRecord } from "../../ports/store/run-store.ts"
import { endRunErrored } from "./execute-run.ts"
import { eventTopic } from "./request-promotions.ts"
import type { ServerPorts } from "./server-ports.ts"
import { endPromotion } from "./start-verification.ts"

const BUG = failure("internal", "something went wrong in the server; its log says what")

/**
 * Ends a run whose execution threw, as *errored*: left as it is, it would be tried again for ever, and whoever follows it
 * would wait as long.
 */
export async function endRunAfterBug(ports: ServerPorts, run: RunRecord): Promise<void> {
  await endRunErrored(ports, run, BUG)
  if (run.deployment !== null) {
    await ports.store.environments.setVerification(run.deployment, "errored")
    const deployment = await ports.store.environments.getDeployment(run.deployment)
    if (deployment) await endPromotion(ports, deployment)
  }
  ports.progress.say([eventTopic(run.event)], `run ${run.id} errored: ${BUG.message}`)
}

/** Ends a deployment whose execution threw, as *errored*. */
export async function endDeploymentAfterBug(ports: ServerPorts, deployment: DeploymentRecord): Promise<void> {
  const outcome = { status: "errored", endedAt: ports.clock.now(), message: BUG.message } as const
  await ports.store.environments.finishDeployment(deployment.id, deployment.fence, outcome)
  ports.progress.say([`deployment:${deployment.id}`], `deployment ${deployment.id} errored: ${BUG.message}`)
}

/** Ends a promotion that could not even be looked at or deployed, with the deployment that it began. */
export async function endPromotionAfterBug(ports: ServerPorts, promotion: PromotionRecord): Promise<void> {
  for (const deployment of await ports.store.environments.unfinishedDeployments()) {
    if (deployment.promotion !== promotion.id) continue
    const outcome = { status: "errored", endedAt: ports.clock.now(), message: BUG.message } as const
    await ports.store.environments.finishDeployment(deployment.id, deployment.fence, outcome)
  }
  await ports.store.promotions.move(promotion.id, ["waiting", "deploying"], "failed", BUG.message)
  ports.progress.say(
    [eventTopic(promotion.event), `promotion:${promotion.id}`],
    `promotion ${promotion.id} to ${promotion.environment} failed: ${BUG.message}`,
  )
}
