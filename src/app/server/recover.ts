import { isTerminal } from "../../core/shared/status.ts"
import type { DeploymentRecord } from "../../ports/store/environment-store.ts"
import { acceptRefChanges } from "./accept-ref-changes.ts"
import { recordAgain } from "./begin-deployment.ts"
import { followSwitch } from "./colours/switch-over.ts"
import { completeNames } from "./complete-name.ts"
import { templateOf } from "./judge-promotion.ts"
import { currentRules } from "./load-definitions.ts"
import type { ServerPorts } from "./server-ports.ts"
import { routeWhatServes } from "./serving-instances.ts"
import { startVerification } from "./start-verification.ts"

/**
 * At start, before anything else: what still runs serves again, whatever a crash interrupted is ended as errored and
 * asked for anew, names are completed, what waits to be published is tried at once, and refs that moved meanwhile become
 * events. Nothing interrupted is ever taken
 * for done.
 */
export async function recover(ports: ServerPorts): Promise<void> {
  await routeWhatServes(ports)
  await completeNames(ports)
  await tryPublicationsNow(ports)
  for (const deployment of await ports.store.environments.unfinishedDeployments()) {
    // It stands by as a whole, and goes on doing so.
    if (deployment.status === "waiting") continue
    // Its own fence may be stale: whoever took the newer one has crashed as well.
    const fence = (await ports.store.environments.takeFence(deployment.environment)) ?? deployment.fence
    await ports.store.environments.finishDeployment(deployment.id, fence, {
      status: "errored",
      endedAt: ports.clock.now(),
      message: "the server stopped in the middle of it; it was tried again",
    })
    if (deployment.promotion !== null) {
      await ports.store.promotions.move(deployment.promotion, ["deploying"], "waiting", null)
    } else {
      const again = { earlier: deployment, person: deployment.person }
      await ports.store.transaction((store) => recordAgain(ports, store, again))
    }
  }
  await resumeRollbacks(ports)
  for (const promotion of await ports.store.promotions.open()) {
    if (promotion.state !== "deploying") continue
    const deployments = await ports.store.environments.deployments(promotion.environment, 100)
    const own = deployments.filter((one) => one.promotion === promotion.id)
    if (own.some(({ status }) => status === "waiting")) continue
    const deployment = own.find(({ status }) => status === "succeeded")
    if (deployment) await resumeVerification(ports, deployment, promotion.event)
    else await ports.store.promotions.move(promotion.id, ["deploying"], "waiting", null)
  }
  await acceptRefChanges(ports)
}

/**
 * A rollback that was stopped together with the server: what it leads away from still serves. Or one that serves, and whose
 * verification was not begun.
 */
async function resumeRollbacks(ports: ServerPorts): Promise<void> {
  const { store } = ports
  for (const { name } of await store.environments.list()) {
    const [newest] = await store.environments.deployments(name, 1)
    if (newest?.kind !== "rollback") continue
    const again = { earlier: newest, person: newest.person }
    if (newest.status === "canceled") await store.transaction((stores) => recordAgain(ports, stores, again))
    const isVerified = newest.verification !== null && isTerminal(newest.verification)
    if (newest.status === "succeeded" && !isVerified) await resumeVerification(ports, newest, null)
  }
}

/** Whoever starts the server again may just have repaired what stood in the way. */
async function tryPublicationsNow({ store, clock }: ServerPorts): Promise<void> {
  for (const { id } of await store.publications.waiting()) {
    await store.publications.update(id, { notBefore: clock.now() })
  }
}

/** A deployment that succeeded, but whose verification was not even written down yet. */
async function resumeVerification(
  ports: ServerPorts,
  deployment: DeploymentRecord,
  event: number | null,
): Promise<void> {
  const unfinished = await ports.store.runs.unfinished()
  if (unfinished.some((run) => run.deployment === deployment.id)) return
  if (deployment.colour !== null && deployment.verification === "succeeded") {
    return followSwitch(ports, deployment, event)
  }
  const rules = await currentRules(ports.repository)
  if (!rules.ok) return
  const template = await templateOf(ports, rules.value.definition, deployment.environment)
  const tests = template === undefined ? [] : (rules.value.definition.environments[template]?.verify ?? [])
  await startVerification(ports, deployment, { tests, event })
}
