import { fail, ok, type Result } from "../../../core/shared/result.ts"
import { isTerminal, type TerminalStatus } from "../../../core/shared/status.ts"
import type { DeploymentRecord } from "../../../ports/store/environment-store.ts"
import { instanceOf } from "../instances.ts"
import { templateOf } from "../judge-promotion.ts"
import { currentRules } from "../load-definitions.ts"
import { loadRejection } from "../load-rejection.ts"
import type { ServerPorts } from "../server-ports.ts"
import { servingInstances } from "../serving-instances.ts"
import { sayAbout, startVerification } from "../start-verification.ts"
import { followSwitch, switchOver } from "./switch-over.ts"

/** Milliseconds for each service to answer just before it is to serve. */
const STILL_HEALTHY = 5000

/**
 * The next step of a deployment that stands by: its tests, at its own addresses; then the switch, by itself or by a person;
 * or its end. Called again whenever something changed, it does what is left to do, also after a crash at any point. Says
 * whether it did anything.
 */
export async function advanceStandby(
  ports: ServerPorts,
  deployment: DeploymentRecord,
  signal: AbortSignal,
): Promise<boolean> {
  const { environment, verification } = deployment
  const rejection = await loadRejection(ports, deployment.release)
  if (rejection !== null && !rejection.isLifted)
    return endStandby(ports, deployment, "failed", "its release is rejected")
  const tests = await testsOf(ports, environment)
  if (!tests.ok) return note(ports, deployment, tests.failure.message)
  if (tests.value.length > 0 && verification !== "succeeded") {
    if (verification !== null && isTerminal(verification)) {
      return note(ports, deployment, `its tests ${verification}: slipway verify ${environment} runs them again`)
    }
    return testOnce(ports, deployment, tests.value)
  }
  const { strategy } = deployment.revisionDocument
  if (strategy.kind === "blue-green" && strategy.switch === "manual") {
    return note(ports, deployment, `stands by as ${deployment.colour}: slipway switch ${environment}`)
  }
  const ready = await readyToSwitch(ports, deployment, signal)
  if (!ready.ok) return note(ports, deployment, ready.failure.message)
  if (await switchOver(ports, deployment)) await afterSwitch(ports, deployment)
  return true
}

/** Whether a deployment may serve now: nobody holds the environment, and all its services are there and well. */
export async function readyToSwitch(
  ports: ServerPorts,
  deployment: DeploymentRecord,
  signal: AbortSignal,
): Promise<Result<void>> {
  const { environment, colour } = deployment
  const pinned = (await ports.store.environments.get(environment))?.pinned ?? null
  if (pinned !== null) {
    return fail("environment-pinned", `${environment} is pinned (${pinned})`, { hint: `slipway resume ${environment}` })
  }
  const release = await ports.store.releases.get(deployment.release)
  const services = Object.entries(release?.manifest.services ?? {})
  const instances = await ports.store.environments.instances(environment)
  const about = { deployment, services: services.map(([service]) => service) }
  const running = await servingInstances(ports, instances, about)
  for (const [service, { run }] of services) {
    const instance = running.get(service)
    const limits = { path: run.health, timeout: STILL_HEALTHY, signal }
    if (instance && (await ports.target.awaitHealthy(instanceOf(instance), limits)).ok) continue
    return fail("environment-busy", `${service} is not healthy as ${colour}, and is being brought back`, {
      hint: `slipway logs ${environment} ${service}`,
    })
  }
  return ok(undefined)
}

/** Says so, and lets follow what follows. */
export async function afterSwitch(ports: ServerPorts, { id }: DeploymentRecord): Promise<void> {
  const deployment = await ports.store.environments.getDeployment(id)
  if (!deployment) return
  const event = await eventOf(ports, deployment)
  const { environment, colour } = deployment
  sayAbout(ports, deployment, event)(`deployment ${id} succeeded: ${environment} is served by ${colour}`)
  await followSwitch(ports, deployment, event)
}

/** Ends it before it served. What served goes on; the dispatcher stops what stood by. */
export async function endStandby(
  ports: ServerPorts,
  deployment: DeploymentRecord,
  status: Exclude<TerminalStatus, "succeeded">,
  message: string,
): Promise<boolean> {
  const { id, fence, environment, promotion } = deployment
  const outcome = { status, endedAt: ports.clock.now(), message }
  if (!(await ports.store.environments.finishDeployment(id, fence, outcome))) return false
  if (promotion !== null) {
    const state = status === "canceled" ? "canceled" : "failed"
    await ports.store.promotions.move(promotion, ["deploying"], state, message)
  }
  const say = sayAbout(ports, deployment, await eventOf(ports, deployment))
  say(`deployment ${id} ${status}: ${message}; what ran in ${environment} before goes on serving`)
  return true
}

/** A run of its tests, where none is under way: a crash may have come between the note of it and the run. */
async function testOnce(ports: ServerPorts, deployment: DeploymentRecord, tests: readonly string[]): Promise<boolean> {
  const unfinished = await ports.store.runs.unfinished()
  if (unfinished.some((run) => run.deployment === deployment.id)) return false
  await startVerification(ports, deployment, { tests, event: await eventOf(ports, deployment) })
  return true
}

async function note(ports: ServerPorts, deployment: DeploymentRecord, text: string): Promise<boolean> {
  if (deployment.promotion === null) return false
  const promotion = await ports.store.promotions.get(deployment.promotion)
  if (!promotion || promotion.note === text) return false
  await ports.store.promotions.setNote(promotion.id, text)
  sayAbout(ports, deployment, promotion.event)(`deployment ${deployment.id} ${text}`)
  return true
}

async function eventOf({ store }: ServerPorts, { promotion }: DeploymentRecord): Promise<number | null> {
  return promotion === null ? null : ((await store.promotions.get(promotion))?.event ?? null)
}

async function testsOf(ports: ServerPorts, environment: string): Promise<Result<readonly string[]>> {
  const rules = await currentRules(ports.repository)
  if (!rules.ok) return rules
  const template = await templateOf(ports, rules.value.definition, environment)
  return ok(template === undefined ? [] : (rules.value.definition.environments[template]?.verify ?? []))
}
