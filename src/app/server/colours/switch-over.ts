import type { DeploymentRecord } from "../../../ports/store/environment-store.ts"
import type { Stores } from "../../../ports/store/store.ts"
import type { ServerPorts } from "../server-ports.ts"
import { routeEnvironment } from "../serving-instances.ts"
import { startAfter } from "../start-after.ts"
import { endPromotion, sayAbout, startVerification } from "../start-verification.ts"
import { requestNext } from "../verify.ts"

/**
 * Makes a deployment the one that serves. The store decides, in one step, and the addresses follow it: whoever crashes in
 * between finds one colour serving. False if it has ended meanwhile, or a newer one has begun. `record` is written in the
 * same step.
 */
export async function switchOver(
  ports: ServerPorts,
  { id, fence, environment }: DeploymentRecord,
  record: (store: Pick<Stores, "audit">) => Promise<void> = async () => {},
): Promise<boolean> {
  const outcome = { status: "succeeded", endedAt: ports.clock.now(), message: null } as const
  const switched = await ports.store.transaction(async (store) => {
    if (!(await store.environments.finishDeployment(id, fence, outcome))) return false
    await record(store)
    return true
  })
  const now = await ports.store.environments.get(environment)
  if (now) await routeEnvironment(ports, now)
  return switched
}

/** What follows a switch: it was verified before, or there is nothing to verify it with. */
export async function followSwitch(
  ports: ServerPorts,
  deployment: DeploymentRecord,
  event: number | null,
): Promise<void> {
  if (deployment.verification !== "succeeded") return startVerification(ports, deployment, { tests: [], event })
  await requestNext(ports, deployment)
  await startAfter(ports, deployment, { event, say: sayAbout(ports, deployment, event) })
  await endPromotion(ports, deployment)
}
