import {
  evidenceKey,
  makeStatement,
  PREDICATE,
  type Subject,
  type Verification,
} from "../../core/evidence/statement.ts"
import { digestOfJson, shortDigest } from "../../core/shared/digest.ts"
import { ok, type Result } from "../../core/shared/result.ts"
import type { TerminalStatus } from "../../core/shared/status.ts"
import type { DeploymentRecord } from "../../ports/store/environment-store.ts"
import type { RunOutcome } from "../run-plan.ts"
import { type FallBack, fallBack, fallBackOf } from "./fall-back.ts"
import { currentRules } from "./load-definitions.ts"
import { mocksOf } from "./mocks.ts"
import { namesOf } from "./names-of.ts"
import { recordOnLedger } from "./record-on-ledger.ts"
import { releaseDescriptor } from "./release-artifact.ts"
import { entriesFrom, requestPromotions } from "./request-promotions.ts"
import type { ServerPorts } from "./server-ports.ts"

export type TestResults = Verification["tests"]

/** What each test of a verification run came to; jobs that the tests need are not tests. */
export function testResults(outcome: RunOutcome): TestResults {
  return [...outcome.jobs.values()].flatMap(({ job, status }) =>
    job.kind === "test" && job.owner !== null ? [{ test: job.owner, status, definition: job.definition }] : [],
  )
}

/**
 * Records how a deployment was verified: a signed statement about the release in the environment. Success opens the way
 * to the environments that take their releases from here. No tests: being healthy is all there is to verify.
 */
export async function concludeVerification(
  ports: ServerPorts,
  deployment: DeploymentRecord,
  { status, tests, say }: { status: TerminalStatus; tests: TestResults; say: (text: string) => void },
): Promise<Result<void>> {
  const now = ports.clock.now()
  const mocks = mocksOf(deployment)
  const subject: Subject = { kind: "release", name: deployment.environment, digest: deployment.release }
  const statement = makeStatement<Verification>([subject], PREDICATE.verification, {
    environment: deployment.environment,
    deployment: deployment.id,
    revision: deployment.revision,
    tests,
    status,
    commit: deployment.commit,
    finishedOn: new Date(now).toISOString(),
    ...(mocks.length > 0 ? { mocks } : {}),
  })
  const about = await releaseDescriptor(ports, deployment.release)
  if (!about.ok) return about
  const environment = digestOfJson({ environment: deployment.environment })
  const key = evidenceKey(deployment.release, digestOfJson({ verification: deployment.environment }), environment)
  const recorded = await recordOnLedger(ports, { statement, about: about.value, subject, key, status })
  if (!recorded.ok) return recorded
  const standsBy = deployment.status === "waiting"
  const decided: FallBack =
    status === "failed"
      ? await fallBackOf(ports, deployment, standsBy ? "deployment" : "verification")
      : { kind: "none", why: null }
  const then = await ports.store.transaction(async (store) => {
    await store.environments.setVerification(deployment.id, status)
    return fallBack(ports, store, decided)
  })
  const beside = mocks.length > 0 ? ` beside mocks of ${mocks.join(", ")}` : ""
  say(`verification of ${shortDigest(deployment.release)} in ${deployment.environment} ${status}${beside}`)
  if (then !== null) say(then)
  // What stands by does not serve yet: nothing follows from it before the switch.
  return status === "succeeded" && !standsBy ? requestNext(ports, deployment) : ok(undefined)
}

/** A rollback takes nothing along downstream, and what has gone there after this deployment is not asked for again. */
export async function requestNext(ports: ServerPorts, deployment: DeploymentRecord): Promise<Result<void>> {
  if (deployment.kind === "rollback") return ok(undefined)
  const rules = await currentRules(ports.repository)
  if (!rules.ok) return rules
  const environment = await ports.store.environments.get(deployment.environment)
  if (!environment) return ok(undefined)
  const [names, provenance] = await Promise.all([
    namesOf(ports, deployment.release),
    ports.store.releases.provenance(deployment.release),
  ])
  const promotion = deployment.promotion === null ? undefined : await ports.store.promotions.get(deployment.promotion)
  const since = deployment.promotion ?? 0
  const asked = (await ports.store.promotions.ofRelease(deployment.release)).filter(({ id }) => id > since)
  // A mixture stays where it was chosen.
  if (provenance.length === 0) return ok(undefined)
  for (const entry of entriesFrom(rules.value.definition, environment.template, { names, provenance })) {
    if (asked.some((one) => one.environment === entry.environment)) continue
    await requestPromotions(ports, [entry], {
      release: deployment.release,
      commit: entry.commit ?? deployment.commit,
      event: promotion?.event ?? null,
      person: deployment.person,
    })
  }
  return ok(undefined)
}
