import { shortDigest } from "../../core/shared/digest.ts"
import { formatDuration } from "../../core/shared/duration.ts"
import type { Failure } from "../../core/shared/failure.ts"
import { fail, failed, ok, type Result } from "../../core/shared/result.ts"
import type { TerminalStatus } from "../../core/shared/status.ts"
import type { DeploymentRecord } from "../../ports/store/environment-store.ts"
import { addressesOf, type ServiceAddress, urlsOf } from "./addresses.ts"
import { type Filling, fillColour } from "./colours/fill-colour.ts"
import { switchOver } from "./colours/switch-over.ts"
import type { DeployOptions } from "./deploy-options.ts"
import { prepareDeployment } from "./prepare-deployment.ts"
import { RollingMove } from "./rolling-move.ts"
import type { ServerPorts } from "./server-ports.ts"

/**
 * Moves an environment to a deployment's release: starts what changes beside what runs, waits until all of it is
 * healthy, switches the addresses, and only then drains and stops the old. Before the switch nothing that serves is
 * touched, so a release that never gets healthy leaves the old one serving. Ends the deployment's record either way, but
 * where it stands by, as a whole beside the old one, until somebody switches (`strategy: { kind: blue-green }`).
 */
export async function deploy(
  ports: ServerPorts,
  deployment: DeploymentRecord,
  options: DeployOptions,
): Promise<Result<DeploymentRecord>> {
  const { id, environment } = deployment
  options.say(`deployment ${id}: release ${shortDigest(deployment.release)} to ${environment}`)
  const entered = await prepareAndEnter(ports, deployment, options)
  const endedAt = ports.clock.now()
  if (!entered.ok) {
    const because = entered.failure
    const status = statusOf(because)
    const outcome = { status, endedAt, message: withLog(because) }
    await ports.store.environments.finishDeployment(id, deployment.fence, outcome)
    options.say(`deployment ${id} ${status}: ${withLog(because)}`)
    const serving = (await ports.store.environments.get(environment))?.current
    options.say(serving ? `what ran in ${environment} before goes on serving` : `nothing runs in ${environment}`)
    return failed(because)
  }
  const { status, addresses } = entered.value
  const took = formatDuration(endedAt - deployment.createdAt)
  const what = status === "waiting" ? `stands by as ${deployment.colour} after ${took}` : `succeeded in ${took}`
  options.say(`deployment ${id} ${what}`)
  for (const address of addresses) {
    const urls = urlsOf(ports, address)
    if (urls.length > 0) options.say(`  ${address.service}: ${urls.join("  ")}`)
  }
  return ok({ ...deployment, status, endedAt: status === "waiting" ? null : endedAt })
}

interface Entered {
  /** `waiting`: it stands by. */
  readonly status: "waiting" | "succeeded"
  /** Where people find it. */
  readonly addresses: readonly ServiceAddress[]
}

async function prepareAndEnter(
  ports: ServerPorts,
  deployment: DeploymentRecord,
  options: DeployOptions,
): Promise<Result<Entered>> {
  const release = await ports.store.releases.get(deployment.release)
  if (!release) return fail("release-unknown", `there is no release ${deployment.release}`)
  const { manifest } = release
  const prepared = await prepareDeployment(ports, deployment, { manifest, options })
  if (!prepared.ok) return prepared
  const entered = await enter(ports, { deployment, manifest, surroundings: prepared.value, options })
  if (!entered.ok) return entered
  const colour = entered.value === "waiting" ? deployment.colour : null
  const addresses = await addressesOf(ports, deployment.environment, manifest, colour)
  return ok({ status: entered.value, addresses: addresses.ok ? addresses.value : [] })
}

/** By the environment's strategy. A rollback waits for nobody: what it leads to was verified before. */
async function enter(ports: ServerPorts, filling: Filling): Promise<Result<"waiting" | "succeeded">> {
  const { deployment, manifest } = filling
  if (deployment.colour === null) {
    const moved = await new RollingMove(ports, deployment, filling).run(manifest)
    return moved.ok ? ok("succeeded") : moved
  }
  const filled = await fillColour(ports, filling)
  if (!filled.ok) return filled
  const stale = fail("stale-worker", `a newer deployment of '${deployment.environment}' has begun`)
  if (deployment.kind === "rollback") return (await switchOver(ports, deployment)) ? ok("succeeded") : stale
  return (await ports.store.environments.standBy(deployment.id, deployment.fence)) ? ok("waiting") : stale
}

function statusOf(because: Failure): TerminalStatus {
  if (because.reason === "canceled") return "canceled"
  return because.reason === "deployment-failed" ? "failed" : "errored"
}

function withLog(because: Failure): string {
  const what = because.hint === undefined ? because.message : `${because.message}: ${because.hint}`
  return [what, ...(because.log ?? []).map((line) => `  | ${line}`)].join("\n")
}
