import { fail, ok, type Result } from "../../core/shared/result.ts"
import { isTerminal } from "../../core/shared/status.ts"
import type { RunRecord } from "../../ports/store/run-store.ts"
import { askGate } from "./ask-gate.ts"
import { findRun } from "./find-run.ts"
import type { ServerPorts } from "./server-ports.ts"
import { verifyAgain } from "./verify-again.ts"

/**
 * Does what a run has done once more, as a run of its own: a build of the same commit for the same push, whose release then
 * asks for the same entries; the tests, or the jobs after them, of what still serves. Results that are known are taken over.
 */
export async function runAgain(ports: ServerPorts, id: number, person: string): Promise<Result<RunRecord>> {
  const found = await findRun(ports, id)
  if (!found.ok) return found
  const { purpose, event, ref, commit, environment, deployment, status } = found.value
  if (!isTerminal(status)) {
    return fail("run-not-possible", `run ${id} has not ended yet`, { hint: `slipway runs cancel ${id}` })
  }
  if (environment !== null && (await ports.store.environments.get(environment))?.current !== deployment) {
    const hint = `slipway verify ${environment} runs the tests against what serves now`
    return fail("run-not-possible", `what run ${id} was about does not serve in ${environment} any more`, { hint })
  }
  if (purpose === "verification" && environment !== null) {
    const asked = await verifyAgain(ports, environment, person)
    if (!asked.ok) return asked
    const started = (await ports.store.runs.unfinished()).findLast((run) => run.deployment === deployment)
    return started ? ok(started) : fail("not-configured", `'${environment}' has no tests any more`)
  }
  if (purpose === "gate") return askAgain(ports, found.value, person)
  const createdAt = ports.clock.now()
  const run = await ports.store.runs.create({ purpose, event, ref, commit, environment, deployment, createdAt })
  const entry = { at: createdAt, person, action: "run-again", subject: `run ${id}`, detail: `run ${run.id}` }
  await ports.store.audit.append(entry)
  return ok(run)
}

/** The same run, with another attempt. */
async function askAgain(ports: ServerPorts, run: RunRecord, person: string): Promise<Result<RunRecord>> {
  const known = await ports.store.gateRuns.ofRun(run.id)
  const promotion = known && (await ports.store.promotions.get(known.promotion))
  if (!promotion) return fail("run-not-possible", `the promotion of run ${run.id} is not recorded`)
  const { release, environment } = promotion
  const asked = await askGate(ports, { release, environment, gate: known.gate }, person)
  return asked.ok ? ok(run) : asked
}
