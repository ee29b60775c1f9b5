import type { DeploymentRecord, EnvironmentRecord } from "../../../ports/store/environment-store.ts"
import type { ServerPorts } from "../server-ports.ts"

/** Deployments that are looked through for the one that served before. */
const LOOKED_THROUGH = 50

/**
 * A deployment whose services have to run. `live`: serves. `next`: stands by until the switch. `kept`: served before, and
 * goes on running for an instant way back.
 */
export interface WantedDeployment {
  readonly role: "live" | "next" | "kept"
  readonly deployment: DeploymentRecord
  /** When it need not run any more; null where no time ends it. */
  readonly until: number | null
}

/** What has to run in an environment: what serves, and at most one more under `strategy: { kind: blue-green }`. */
export async function wantedDeployments(
  ports: Pick<ServerPorts, "store" | "clock">,
  { name, current }: Pick<EnvironmentRecord, "name" | "current">,
): Promise<readonly WantedDeployment[]> {
  const { environments } = ports.store
  const live = current === null ? undefined : await environments.getDeployment(current)
  const unfinished = (await environments.unfinishedDeployments()).find(({ environment }) => environment === name)
  const serving = live ? [{ role: "live", deployment: live, until: null } as const] : []
  if (unfinished?.status === "waiting") return [...serving, { role: "next", deployment: unfinished, until: null }]
  const kept = live && !unfinished ? await keptBeside(ports, live) : undefined
  return kept ? [...serving, kept] : serving
}

/** The one that waits for the switch; undefined where none does. */
export async function standbyOf(
  { store }: Pick<ServerPorts, "store">,
  environment: string,
): Promise<DeploymentRecord | undefined> {
  const unfinished = await store.environments.unfinishedDeployments()
  return unfinished.find((one) => one.environment === environment && one.status === "waiting")
}

async function keptBeside(
  { store, clock }: Pick<ServerPorts, "store" | "clock">,
  live: DeploymentRecord,
): Promise<WantedDeployment | undefined> {
  const { strategy } = live.revisionDocument
  if (strategy.kind !== "blue-green") return undefined
  const until = (live.endedAt ?? live.createdAt) + strategy.keep
  if (clock.now() >= until) return undefined
  const earlier = await store.environments.deployments(live.environment, LOOKED_THROUGH)
  const before = earlier.find(({ id, status }) => id < live.id && status === "succeeded")
  return before && before.colour !== live.colour ? { role: "kept", deployment: before, until } : undefined
}
