import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { DeploymentRecord } from "../../ports/store/environment-store.ts"
import { standbyOf } from "./colours/wanted-deployments.ts"
import { findEnvironment } from "./promote.ts"
import type { ServerPorts } from "./server-ports.ts"
import { startVerification } from "./start-verification.ts"

/** Asks for the tests of an environment to run again against what serves there. What they say takes the place of before. */
export async function verifyAgain(
  ports: ServerPorts,
  environment: string,
  person: string,
): Promise<Result<DeploymentRecord>> {
  const asked = await whatToVerify(ports, environment)
  if (!asked.ok) return asked
  const { name, deployment, tests } = asked.value
  await ports.store.audit.append({ at: ports.clock.now(), person, action: "verify", subject: name, detail: null })
  await startVerification(ports, deployment, { tests, event: null })
  return ok(deployment)
}

/** Tests that can be run again, and what they would run against. */
export interface Verifiable {
  /** Of the environment. */
  readonly name: string
  readonly deployment: DeploymentRecord
  readonly tests: readonly string[]
}

/** What would be verified again; refused with the reason where nothing can be now. */
export async function whatToVerify(ports: ServerPorts, environment: string): Promise<Result<Verifiable>> {
  const found = await findEnvironment(ports, environment)
  if (!found.ok) return found
  const { name, template, definition } = found.value
  const tests = definition.environments[template]?.verify ?? []
  if (tests.length === 0) {
    return fail("not-configured", `'${name}' has no tests`, { hint: `name some: environments.${template}.verify` })
  }
  const current = (await ports.store.environments.get(name))?.current ?? null
  const serving = current === null ? undefined : await ports.store.environments.getDeployment(current)
  const deployment = (await standbyOf(ports, name)) ?? serving
  if (!deployment) {
    return fail("release-unknown", `nothing is deployed in '${name}'`, { hint: `slipway promote <release> ${name}` })
  }
  const running = (await ports.store.runs.unfinished()).find((run) => run.environment === name)
  const begun = (await ports.store.environments.unfinishedDeployments()).find(
    (one) => one.environment === name && one.status !== "waiting",
  )
  if (running || begun) {
    const what = running ? `run ${running.id}` : `deployment ${begun?.id}`
    return fail("environment-busy", `${what} is under way in '${name}'`, { hint: "ask again when it is over" })
  }
  return ok({ name, deployment, tests })
}
