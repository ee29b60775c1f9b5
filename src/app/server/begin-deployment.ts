import { type Colour, otherColour } from "../../core/deployment/colour.ts"
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
  wanted: Omit<NewDeployment, "fence" | "colour">,
): Promise<Result<DeploymentRecord>> {
  const { environment } = wanted
  const unfinished = await store.environments.unfinishedDeployments()
  const busy = unfinished.find((one) => one.environment === environment)
  if (busy) {
    if (busy.status === "waiting") return standsBy(busy)
    return fail("environment-busy", `deployment ${busy.id} is under way in '${environment}'`, {
      hint: "ask again when it is over: slipway status",
    })
  }
  const fence = await store.environments.takeFence(environment)
  if (fence === undefined) return fail("environment-unknown", `'${environment}' is gone`)
  const colour = await colourFor(store, wanted)
  const created = await store.environments.createDeployment({ ...wanted, colour, fence })
  return created ? ok(created) : fail("stale-worker", `another deployment of '${environment}' has begun`)
}

function standsBy({ id, environment }: DeploymentRecord): Result<never> {
  return fail("environment-busy", `deployment ${id} stands by in '${environment}'`, {
    hint: `slipway switch ${environment}, or slipway switch ${environment} --cancel`,
  })
}

/** Blue-green: where what serves is not. */
async function colourFor(
  { environments }: Pick<Stores, "environments">,
  { environment, revisionDocument }: Pick<NewDeployment, "environment" | "revisionDocument">,
): Promise<Colour | null> {
  if (revisionDocument.strategy.kind !== "blue-green") return null
  const current = (await environments.get(environment))?.current ?? null
  const serving = current === null ? undefined : await environments.getDeployment(current)
  return otherColour(serving?.colour ?? null)
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
