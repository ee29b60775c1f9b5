import { shortDigest } from "../../core/shared/digest.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { DeploymentRecord } from "../../ports/store/environment-store.ts"
import { deploy } from "./deploy.ts"
import { templateOf } from "./judge-promotion.ts"
import { currentRules } from "./load-definitions.ts"
import type { ServerPorts } from "./server-ports.ts"
import { sayAbout, startVerification } from "./start-verification.ts"

/** The deployment that a rollback would restore: the newest verified one with another pair than what runs. */
export async function rollbackTarget(ports: ServerPorts, environment: string): Promise<Result<DeploymentRecord>> {
  const record = await ports.store.environments.get(environment)
  if (!record) return fail("environment-unknown", `there is no environment '${environment}'`)
  const current = record.current === null ? undefined : await ports.store.environments.getDeployment(record.current)
  const deployments = await ports.store.environments.deployments(environment, 1000)
  const earlier = deployments.find(
    (one) =>
      one.status === "succeeded" &&
      one.verification === "succeeded" &&
      current !== undefined &&
      one.id < current.id &&
      (one.release !== current.release || one.revision !== current.revision),
  )
  if (earlier) return ok(earlier)
  return fail("nothing-to-roll-back-to", `no other release was verified in '${environment}' before`, {
    hint: `promote a release: slipway promote <release> ${environment}`,
  })
}

/**
 * Asks for the last verified pair of release and revision to run again. Pins the environment first: nothing else enters
 * it until a person resumes, or the next push would undo the rollback at once.
 */
export async function requestRollback(
  ports: ServerPorts,
  environment: string,
  { person, reason }: { person: string; reason: string | null },
): Promise<Result<DeploymentRecord>> {
  const target = await rollbackTarget(ports, environment)
  if (!target.ok) return target
  const pinned = `rolled back by ${person}${reason === null ? "" : `: ${reason}`}`
  await ports.store.environments.update(environment, { pinned })
  await ports.store.audit.append({
    at: ports.clock.now(),
    person,
    action: "rollback",
    subject: environment,
    detail: `to release ${shortDigest(target.value.release)} of deployment ${target.value.id}${reason === null ? "" : `: ${reason}`}`,
  })
  return recordAgain(ports, target.value, person)
}

/** Lifts the pin: promotions that wait may go ahead. */
export async function resume(ports: ServerPorts, environment: string, person: string): Promise<Result<void>> {
  const record = await ports.store.environments.get(environment)
  if (!record) return fail("environment-unknown", `there is no environment '${environment}'`)
  await ports.store.environments.update(environment, { pinned: null })
  const entry = { at: ports.clock.now(), person, action: "resume", subject: environment, detail: record.pinned }
  await ports.store.audit.append(entry)
  return ok(undefined)
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

/** Records a deployment of the same pair as an earlier one, for the dispatcher to execute. */
export async function recordAgain(
  ports: ServerPorts,
  earlier: DeploymentRecord,
  person: string | null,
): Promise<Result<DeploymentRecord>> {
  const fence = await ports.store.environments.takeFence(earlier.environment)
  const created =
    fence === undefined
      ? undefined
      : await ports.store.environments.createDeployment({
          environment: earlier.environment,
          release: earlier.release,
          commit: earlier.commit,
          revision: earlier.revision,
          revisionDocument: earlier.revisionDocument,
          kind: "rollback",
          promotion: null,
          person,
          fence,
          createdAt: ports.clock.now(),
        })
  return created ? ok(created) : fail("stale-worker", `another deployment of '${earlier.environment}' has begun`)
}
