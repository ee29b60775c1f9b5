import { fail, ok, type Result } from "../../../core/shared/result.ts"
import type { DeploymentRecord } from "../../../ports/store/environment-store.ts"
import { findEnvironment } from "../promote.ts"
import { requireRight } from "../require-right.ts"
import { requestRollback } from "../roll-back.ts"
import { rollbackTarget } from "../rollback-target.ts"
import type { ServerPorts } from "../server-ports.ts"
import { afterSwitch, endStandby, readyToSwitch } from "./advance-standby.ts"
import { switchOver } from "./switch-over.ts"
import { standbyOf, wantedDeployments } from "./wanted-deployments.ts"

interface Asked {
  readonly environment: string
  readonly person: string
  readonly reason: string | null
}

/** Leads an environment's addresses to the deployment that stands by, once its tests have passed. */
export async function requestSwitch(
  ports: ServerPorts,
  { person, reason, ...asked }: Asked,
  signal: AbortSignal,
): Promise<Result<DeploymentRecord>> {
  const found = await whatToSwitch(ports, { ...asked, person })
  if (!found.ok) return found
  const { name, deployment } = found.value
  const ready = await readyToSwitch(ports, deployment, signal)
  if (!ready.ok) return ready
  const detail = `to ${deployment.colour}, deployment ${deployment.id}${reason === null ? "" : `: ${reason}`}`
  const switched = await switchOver(ports, deployment, (store) =>
    store.audit.append({ at: ports.clock.now(), person, action: "switch", subject: name, detail }),
  )
  if (!switched) return fail("environment-busy", `'${name}' has just been switched`, { hint: "slipway status" })
  await afterSwitch(ports, deployment)
  return ok((await ports.store.environments.getDeployment(deployment.id)) ?? deployment)
}

/** What would serve after a switch; refused while nothing stands by, or its tests have not passed. */
export async function whatToSwitch(
  ports: ServerPorts,
  asked: Pick<Asked, "environment" | "person">,
): Promise<Result<Standby>> {
  const found = await findStandby(ports, asked)
  if (!found.ok) return found
  const { name, deployment, tests } = found.value
  if (tests.length > 0 && deployment.verification !== "succeeded") {
    const how = deployment.verification ?? "waiting"
    return fail("gate-not-met", `the tests of deployment ${deployment.id} have not passed: ${how}`, {
      hint: `wait for them, run them again: slipway verify ${name}, or give up: slipway switch ${name} --cancel`,
    })
  }
  return found
}

/** Ends what stands by without having served. */
export async function cancelSwitch(
  ports: ServerPorts,
  { person, reason, ...asked }: Asked,
): Promise<Result<DeploymentRecord>> {
  const found = await findStandby(ports, { ...asked, person })
  if (!found.ok) return found
  const { name, deployment } = found.value
  const why = `canceled by ${person}${reason === null ? "" : `: ${reason}`}`
  await endStandby(ports, deployment, "canceled", why)
  const entry = { at: ports.clock.now(), person, action: "cancel-switch", subject: name, detail: why }
  await ports.store.audit.append(entry)
  return ok((await ports.store.environments.getDeployment(deployment.id)) ?? deployment)
}

/** Back to what served before, while it is kept: a rollback that starts nothing. */
export async function requestSwitchBack(
  ports: ServerPorts,
  { environment, person, reason }: Asked,
): Promise<Result<DeploymentRecord>> {
  const found = await findEnvironment(ports, environment)
  if (!found.ok) return found
  const { name } = found.value
  const record = await ports.store.environments.get(name)
  const wanted = record ? await wantedDeployments(ports, record) : []
  const kept = wanted.find(({ role }) => role === "kept")?.deployment
  const hint = `slipway rollback ${name} starts it again`
  if (!kept) return fail("nothing-to-roll-back-to", `nothing is kept beside what serves in '${name}'`, { hint })
  const target = await rollbackTarget(ports, name)
  if (!target.ok) return target
  const isKept = target.value.release === kept.release && target.value.revision === kept.revision
  if (isKept) return requestRollback(ports, name, { person, reason })
  return fail(
    "nothing-to-roll-back-to",
    `deployment ${kept.id}, which is kept in '${name}', is not verified any more`,
    {
      hint,
    },
  )
}

/** A deployment that waits for the switch. */
export interface Standby {
  readonly name: string
  readonly deployment: DeploymentRecord
  readonly tests: readonly string[]
}

export async function findStandby(
  ports: ServerPorts,
  { environment, person }: Pick<Asked, "environment" | "person">,
): Promise<Result<Standby>> {
  const allowed = await requireRight(ports, person, "switch")
  if (!allowed.ok) return allowed
  const found = await findEnvironment(ports, environment)
  if (!found.ok) return found
  const { name, template, definition } = found.value
  const deployment = await standbyOf(ports, name)
  const tests = definition.environments[template]?.verify ?? []
  if (deployment) return ok({ name, deployment, tests })
  return fail("nothing-to-switch-to", `nothing stands by in '${name}'`, {
    hint: `promote a release: slipway promote <release> ${name}`,
  })
}
