import { shortDigest } from "../../core/shared/digest.ts"
import type { DeploymentRecord } from "../../ports/store/environment-store.ts"
import type { Stores } from "../../ports/store/store.ts"
import { recordAgain } from "./begin-deployment.ts"
import { templateOf } from "./judge-promotion.ts"
import { currentRules } from "./load-definitions.ts"
import { rollbackTarget } from "./rollback-target.ts"
import type { ServerPorts } from "./server-ports.ts"

/** What follows from a failure in an environment with `on-failure: rollback`. */
export type FallBack =
  /** The definition does not say so, or nothing can be done. `why` is null where there is nothing to tell. */
  | { readonly kind: "none"; readonly why: string | null }
  /** What ran before never stopped serving: the environment is pinned, and that is all. */
  | { readonly kind: "stay"; readonly failed: DeploymentRecord }
  | { readonly kind: "back"; readonly failed: DeploymentRecord; readonly to: DeploymentRecord }

/**
 * What a failed deployment or verification leads to. Only *failed* does: of what errored, nobody can tell whether the
 * release is at fault. A rollback that fails is not rolled back again.
 */
export async function fallBackOf(
  ports: ServerPorts,
  failed: DeploymentRecord,
  what: "deployment" | "verification",
): Promise<FallBack> {
  const { environment } = failed
  const rules = await currentRules(ports.repository)
  const template = rules.ok ? await templateOf(ports, rules.value.definition, environment) : undefined
  if (!rules.ok || template === undefined) return { kind: "none", why: null }
  if (rules.value.definition.environments[template]?.["on-failure"] !== "rollback") return { kind: "none", why: null }
  if (failed.kind === "rollback") {
    return { kind: "none", why: "it was a rollback, and those are not rolled back again: somebody has to decide" }
  }
  const { current } = (await ports.store.environments.get(environment)) ?? { current: null }
  const serving = current === null ? undefined : await ports.store.environments.getDeployment(current)
  if (what === "deployment" && serving === undefined) return { kind: "none", why: null }
  if (what === "deployment" && serving?.verification !== "failed") return { kind: "stay", failed }
  const to = await rollbackTarget(ports, environment)
  return to.ok
    ? { kind: "back", failed, to: to.value }
    : { kind: "none", why: `not rolled back: ${to.failure.message}` }
}

/** Does it, within the transaction that writes the failure down: a crash leaves both or neither. Says what was done. */
export async function fallBack(
  ports: ServerPorts,
  store: Pick<Stores, "environments" | "audit">,
  decided: FallBack,
): Promise<string | null> {
  if (decided.kind === "none") return decided.why
  const { environment, id, release } = decided.failed
  const what = `deployment ${id} of ${shortDigest(release)}`
  const at = ports.clock.now()
  if (decided.kind === "stay") {
    const pinned = `${what} failed; what ran before goes on serving`
    await store.environments.update(environment, { pinned })
    await store.audit.append({ at, person: "slipway", action: "hold", subject: environment, detail: pinned })
    return `${environment} is pinned until somebody has looked: slipway resume ${environment}`
  }
  const begun = await recordAgain(ports, store, { earlier: decided.to, person: null })
  if (!begun.ok) return `not rolled back: ${begun.failure.message}`
  const target = `release ${shortDigest(decided.to.release)} of deployment ${decided.to.id}`
  const pinned = `rolled back by slipway: ${what} failed`
  await store.environments.update(environment, { pinned })
  const detail = `to ${target}: ${what} failed`
  await store.audit.append({ at, person: "slipway", action: "rollback", subject: environment, detail })
  return `rolling ${environment} back to ${target}; pinned until: slipway resume ${environment}`
}
