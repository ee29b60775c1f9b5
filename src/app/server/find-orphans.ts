import { findOwnedResources, type OwnedResource } from "./resources/find-orphans.ts"
import type { ServerPorts } from "./server-ports.ts"

/** What carries the label of an environment that is not recorded. */
export interface Orphan {
  readonly environment: string
  readonly resources: readonly OwnedResource[]
}

/**
 * Processes, folders, databases and keys of environments that are gone: what a crash, a restored database or somebody's
 * hand has left. Looked for before the records are read, since a record is there before anything that is made for it.
 */
export async function findOrphans(ports: ServerPorts): Promise<readonly Orphan[]> {
  const [onTarget, resources] = await Promise.all([ports.target.findEnvironments(), findOwnedResources(ports)])
  const known = new Set((await ports.store.environments.list()).map(({ name }) => name))
  const names = new Set([...onTarget, ...resources.map(({ owner }) => owner.environment)])
  return [...names]
    .filter((name) => !known.has(name))
    .map((environment) => {
      return { environment, resources: resources.filter(({ owner }) => owner.environment === environment) }
    })
}

/** Removes what an environment has left, unless there is one of that name again. */
export async function removeOrphan(ports: ServerPorts, { environment, resources }: Orphan): Promise<void> {
  if (await ports.store.environments.get(environment)) return
  await ports.target.removeEnvironment(environment)
  const removed = await Promise.all(resources.map(({ owner, server }) => server.remove(owner)))
  // Found again the next time.
  if (removed.some((one) => !one.ok)) return
  await ports.store.audit.append({
    at: ports.clock.now(),
    person: "slipway",
    action: "remove-leftovers",
    subject: environment,
    detail: resources.length > 0 ? resources.map(({ owner }) => owner.resource).join(", ") : null,
  })
}
