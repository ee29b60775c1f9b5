import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { DeploymentRecord, NewDeployment } from "../../ports/store/environment-store.ts"
import type { Stores } from "../../ports/store/store.ts"
import type { ServerPorts } from "./server-ports.ts"

/**
 * Records a deployment as the only one that is under way in its environment. To be called in a transaction: the lock is
 * the store's, so that it also holds between servers. `environment-busy` while another one has not ended.
 */
export async function beginDeployment(
  store: Pick<Stores, "environments">,
  wanted: Omit<NewDeployment, "fence">,
): Promise<Result<DeploymentRecord>> {
  const { environment } = wanted
  const unfinished = await store.environments.unfinishedDeployments()
  const busy = unfinished.find((one) => one.environment === environment)
  if (busy) {
    return fail("environment-busy", `deployment ${busy.id} is under way in '${environment}'`, {
      hint: "ask again when it is over: slipway status",
    })
  }
  const fence = await store.environments.takeFence(environment)
  if (fence === undefined) return fail("environment-unknown", `'${environment}' is gone`)
  const created = await store.environments.createDeployment({ ...wanted, fence })
  return created ? ok(created) : fail("stale-worker", `another deployment of '${environment}' has begun`)
}

/** Begins a deployment of the same pair as an earlier one, for the dispatcher to execute. */
export function recordAgain(
  { clock }: Pick<ServerPorts, "clock">,
  store: Pick<Stores, "environments">,
  { earlier, person }: { readonly earlier: DeploymentRecord; readonly person: string | null },
): Promise<Result<DeploymentRecord>> {
  const { environment, release, commit, revision, revisionDocument } = earlier
  const pair = { environment, release, commit, revision, revisionDocument }
  const createdAt = clock.now()
  return beginDeployment(store, { ...pair, kind: "rollback", promotion: null, person, createdAt })
}
