import { failure } from "../../core/shared/failure.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { DeploymentRecord } from "../../ports/store/environment-store.ts"
import type { RunRecord } from "../../ports/store/run-store.ts"
import { endStandby } from "./colours/advance-standby.ts"
import { endRunErrored, executeRun } from "./execute-run.ts"
import { templateOf } from "./judge-promotion.ts"
import { currentRules } from "./load-definitions.ts"
import type { ServerPorts } from "./server-ports.ts"
import { startAfter } from "./start-after.ts"
import { endPromotion, sayAbout } from "./start-verification.ts"
import { testSurroundings } from "./test-surroundings.ts"
import { concludeVerification, testResults } from "./verify.ts"

/** Runs the tests of an environment against what is deployed there, and draws the consequences. */
export async function executeVerification(ports: ServerPorts, run: RunRecord, signal: AbortSignal): Promise<void> {
  const deployment = run.deployment === null ? undefined : await ports.store.environments.getDeployment(run.deployment)
  if (!deployment) return endRunErrored(ports, run, failure("internal", "its deployment is not recorded"))
  const say = sayAbout(ports, deployment, run.event)
  const verified = await verify(ports, run, { deployment, signal, say })
  if (signal.aborted) return
  if (!verified.ok) {
    await endRunErrored(ports, run, verified.failure)
    await ports.store.environments.setVerification(deployment.id, "errored")
    say(`verification in ${deployment.environment} errored: ${verified.failure.message}`)
  }
  if (deployment.status !== "waiting") await endPromotion(ports, deployment)
}

async function verify(
  ports: ServerPorts,
  run: RunRecord,
  { deployment, signal, say }: { deployment: DeploymentRecord; signal: AbortSignal; say: (text: string) => void },
): Promise<Result<void>> {
  await ports.store.environments.setVerification(deployment.id, "running")
  const tests = await testsOf(ports, deployment.environment)
  if (!tests.ok) return tests
  const surroundings = await testSurroundings(ports, deployment)
  if (!surroundings.ok) return surroundings
  const executed = await executeRun(ports, run, { signal, tests: tests.value, ...surroundings.value, say })
  if (!executed.ok) return executed
  if (signal.aborted) return ok(undefined)
  const { outcome } = executed.value
  const { status } = outcome
  if (!(await isStillThere(ports, deployment))) {
    return fail("run-errored", `${deployment.environment} was switched while its tests ran`)
  }
  const concluded = await concludeVerification(ports, deployment, { status, tests: testResults(outcome), say })
  if (!concluded.ok) return concluded
  if (deployment.status === "waiting") {
    if (status === "failed") await endStandby(ports, deployment, "failed", "its tests failed")
  } else if (status === "succeeded") await startAfter(ports, deployment, { event: run.event, say })
  await ports.store.runs.update(run.id, { status, endedAt: ports.clock.now(), message: null })
  return ok(undefined)
}

/** It serves, or it stands by as it did when the tests began. */
async function isStillThere({ store }: ServerPorts, { id, environment, status }: DeploymentRecord): Promise<boolean> {
  if (status === "waiting") return (await store.environments.getDeployment(id))?.status === "waiting"
  return (await store.environments.get(environment))?.current === id
}

async function testsOf(ports: ServerPorts, environment: string): Promise<Result<readonly string[]>> {
  const rules = await currentRules(ports.repository)
  if (!rules.ok) return rules
  const template = await templateOf(ports, rules.value.definition, environment)
  return ok(template === undefined ? [] : (rules.value.definition.environments[template]?.verify ?? []))
}
