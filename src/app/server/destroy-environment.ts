import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { EnvironmentRecord } from "../../ports/store/environment-store.ts"
import { closeAddress } from "./addresses.ts"
import { removeResources } from "./resources/remove-resources.ts"
import type { ServerPorts } from "./server-ports.ts"

/** Asks for an environment to be taken down; the dispatcher does it. Permanent ones only by name and with `force`. */
export async function requestDestroy(
  ports: ServerPorts,
  name: string,
  { person, force }: { person: string; force: boolean },
): Promise<Result<EnvironmentRecord>> {
  const environment = await ports.store.environments.get(name)
  if (!environment) {
    const known = (await ports.store.environments.list()).map((one) => one.name)
    return fail("environment-unknown", `there is no environment '${name}'`, {
      hint: known.length > 0 ? `there are ${known.join(", ")}` : "none exists yet",
    })
  }
  if (environment.branch === null && !force) {
    return fail("environment-permanent", `'${name}' is a permanent environment`, {
      hint: `to destroy it with all that it stores: slipway env destroy ${name} --force`,
    })
  }
  await ports.store.environments.update(name, { state: "removing" })
  await ports.store.audit.append({
    at: ports.clock.now(),
    person,
    action: "destroy-environment",
    subject: name,
    detail: null,
  })
  return ok(environment)
}

/**
 * Takes an environment down: everything that carries its label, and nothing else. Every step can be repeated, and the
 * record goes last, so a crash in between is finished at the next start. Fails where a shared server does not let go of
 * something: then the record stays, and it is tried again.
 */
export async function removeEnvironment(ports: ServerPorts, environment: EnvironmentRecord): Promise<Result<void>> {
  const { name } = environment
  for (const promotion of await ports.store.promotions.open(name)) {
    await ports.store.promotions.move(promotion.id, ["waiting", "deploying"], "canceled", `${name} was taken down`)
  }
  for (const deployment of await ports.store.environments.unfinishedDeployments()) {
    if (deployment.environment !== name) continue
    const outcome = { status: "canceled", endedAt: ports.clock.now(), message: `${name} was taken down` } as const
    await ports.store.environments.finishDeployment(deployment.id, deployment.fence, outcome)
  }
  for (const run of await ports.store.runs.unfinished()) {
    if (run.environment !== name) continue
    const outcome = { status: "canceled", endedAt: ports.clock.now(), message: `${name} was taken down` } as const
    await ports.store.runs.update(run.id, outcome)
  }
  for (const address of await ports.store.environments.addresses(name)) await closeAddress(ports, address)
  await ports.target.removeEnvironment(name)
  // Not before the services that use it have ended.
  const removed = await removeResources(ports, name)
  if (removed.ok) await ports.store.environments.remove(name)
  return removed
}
