import { instanceOf } from "./instances.ts"
import type { ServerPorts } from "./server-ports.ts"

/** Stops every service of every environment. Environments, and what they store, stay: the next start brings them back. */
export async function stopServices(ports: ServerPorts): Promise<void> {
  const instances = await ports.store.environments.instances()
  await Promise.all(instances.map((instance) => ports.target.stop(instanceOf(instance), ports.settings.stopGrace)))
  for (const found of await ports.target.findOwned()) await ports.target.stopOwned(found, ports.settings.stopGrace)
}
