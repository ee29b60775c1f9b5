import { failure } from "../../core/shared/failure.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { TerminalStatus } from "../../core/shared/status.ts"
import type { DeploymentRecord } from "../../ports/store/environment-store.ts"
import type { RunRecord } from "../../ports/store/run-store.ts"
import { endRunErrored, executeRun } from "./execute-run.ts"
import type { ServerPorts } from "./server-ports.ts"
import { jobsAfter } from "./start-after.ts"
import { sayAbout } from "./start-verification.ts"
import { testSurroundings } from "./test-surroundings.ts"

interface Options {
  readonly deployment: DeploymentRecord
  readonly signal: AbortSignal
  readonly say: (text: string) => void
}

/** Runs what follows a verified deployment. How that ends is shown as its run's; what is verified stays verified. */
export async function executeAfter(ports: ServerPorts, run: RunRecord, signal: AbortSignal): Promise<void> {
  const deployment = run.deployment === null ? undefined : await ports.store.environments.getDeployment(run.deployment)
  if (!deployment) return endRunErrored(ports, run, failure("internal", "its deployment is not recorded"))
  const say = sayAbout(ports, deployment, run.event)
  const ended = await runJobs(ports, run, { deployment, signal, say })
  if (signal.aborted) return
  if (!ended.ok) {
    await endRunErrored(ports, run, ended.failure)
    return say(`run ${run.id} errored: ${ended.failure.message}`)
  }
  await ports.store.runs.update(run.id, { status: ended.value, endedAt: ports.clock.now(), message: null })
  say(`run ${run.id} ${ended.value}`)
}

async function runJobs(
  ports: ServerPorts,
  run: RunRecord,
  { deployment, signal, say }: Options,
): Promise<Result<TerminalStatus>> {
  const current = (await ports.store.environments.get(deployment.environment))?.current
  if (current !== deployment.id)
    return fail("canceled", `another deployment serves in ${deployment.environment} by now`)
  const jobs = await jobsAfter(ports, deployment.environment)
  if (!jobs.ok) return jobs
  const surroundings = await testSurroundings(ports, deployment)
  if (!surroundings.ok) return surroundings
  const options = { tests: null, after: jobs.value, ...surroundings.value, signal, say }
  const executed = await executeRun(ports, run, options)
  return executed.ok ? ok(executed.value.outcome.status) : executed
}
