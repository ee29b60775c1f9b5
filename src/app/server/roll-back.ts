import { shortDigest } from "../../core/shared/digest.ts"
import { fail, type Result } from "../../core/shared/result.ts"
import type { DeploymentRecord } from "../../ports/store/environment-store.ts"
import { recordAgain } from "./begin-deployment.ts"
import { deploy } from "./deploy.ts"
import { templateOf } from "./judge-promotion.ts"
import { currentRules } from "./load-definitions.ts"
import { requireRight } from "./require-right.ts"
import { rollbackTarget } from "./rollback-target.ts"
import type { ServerPorts } from "./server-ports.ts"
import { sayAbout, startVerification } from "./start-verification.ts"

/**
 * Asks for the last verified pair of release and revision to run again. Pins the environment in the same step: nothing
 * else enters it until a person resumes, or the next push would undo the rollback at once.
 */
export async function requestRollback(
  ports: ServerPorts,
  environment: string,
  { person, reason }: { person: string; reason: string | null },
): Promise<Result<DeploymentRecord>> {
  const allowed = await requireRight(ports, person, "rollback")
  if (!allowed.ok) return allowed
  const from = (await ports.store.environments.get(environment))?.current ?? null
  const target = await rollbackTarget(ports, environment)
  if (!target.ok) return target
  const because = reason === null ? "" : `: ${reason}`
  return ports.store.transaction(async (store) => {
    if ((await store.environments.get(environment))?.current !== from) {
      return fail("environment-busy", `'${environment}' has just been switched`, { hint: "look at it: slipway status" })
    }
    const begun = await recordAgain(ports, store, { earlier: target.value, person })
    if (!begun.ok) return begun
    await store.environments.update(environment, { pinned: `rolled back by ${person}${because}` })
    await store.audit.append({
      at: ports.clock.now(),
      person,
      action: "rollback",
      subject: environment,
      detail: `to release ${shortDigest(target.value.release)} of deployment ${target.value.id}${because}`,
    })
    return begun
  })
}

/** Executes a recorded rollback. Its verification run follows like that of any deployment. */
export async function executeRollback(
  ports: ServerPorts,
  deployment: DeploymentRecord,
  signal: AbortSignal,
): Promise<Result<DeploymentRecord>> {
  const deployed = await deploy(ports, deployment, { signal, say: sayAbout(ports, deployment, null) })
  if (!deployed.ok) return deployed
  const rules = await currentRules(ports.repository)
  const template = rules.ok ? await templateOf(ports, rules.value.definition, deployment.environment) : undefined
  const environment = rules.ok && template !== undefined ? rules.value.definition.environments[template] : undefined
  await startVerification(ports, deployment, { tests: environment?.verify ?? [], event: null })
  return deployed
}
