import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import type { SourceFile } from "../../core/evidence/source-inputs.ts"
import { fingerprintPlan } from "../../core/plan/fingerprint.ts"
import { makeAfterPlan, makeBuildPlan, makeVerificationPlan } from "../../core/plan/make-plan.ts"
import type { JobId, Plan } from "../../core/plan/plan.ts"
import { applicableJobs, pushOf } from "../../core/routing/applicable-jobs.ts"
import type { Failure } from "../../core/shared/failure.ts"
import { ok, type Result } from "../../core/shared/result.ts"
import type { RunRecord } from "../../ports/store/run-store.ts"
import { runInCheckout } from "../run/run-in-checkout.ts"
import { RunSecrets } from "../run/run-secrets.ts"
import type { RunOutcome } from "../run-plan.ts"
import { sourceOfPlan } from "../source-of-plan.ts"
import { definitionFor } from "./load-definitions.ts"
import { RunLog } from "./run-log.ts"
import { progressLine, saveRunEvent } from "./save-run-event.ts"
import type { ServerPorts } from "./server-ports.ts"

/** What a run came to, with what its consequences are decided from. */
export interface ExecutedRun {
  readonly run: RunRecord
  readonly definition: Definition
  readonly plan: Plan
  readonly outcome: RunOutcome
}

export interface ExecuteOptions {
  readonly signal: AbortSignal
  /** Names of the tests to run; null: the commit's jobs and images. */
  readonly tests: readonly string[] | null
  /** Jobs of the repository to run in their place, with what these need. */
  readonly after?: readonly string[]
  readonly testEnvironment: Readonly<Record<string, string>>
  /** Passwords in it, to be hidden in all that jobs print. */
  readonly hidden: readonly string[]
  /** Told a line for each thing worth following. */
  readonly say: (text: string) => void
}

/**
 * Runs a recorded run from its beginning in a clean checkout, keeping status and logs in the store. What an earlier,
 * interrupted attempt left is forgotten first. Does not end the run's record: its consequences do, in one transaction.
 */
export async function executeRun(
  ports: ServerPorts,
  run: RunRecord,
  options: ExecuteOptions,
): Promise<Result<ExecutedRun>> {
  const { store, repository, settings } = ports
  const attempt = run.status === "waiting" ? run.attempt : run.attempt + 1
  await store.runs.clear(run.id)
  await store.runs.update(run.id, { status: "running", attempt, startedAt: ports.clock.now() })
  const definition = await definitionFor(repository, run.commit)
  if (!definition.ok) return definition
  const files = await repository.files(run.commit)
  if (!files.ok) return files
  const plan = planOf(definition.value, run, files.value, options)
  const source = await sourceOfPlan(repository, plan, files.value)
  if (!source.ok) return source
  const factsOf = await ports.jobFacts.of(plan, source.value.texts)
  if (!factsOf.ok) return factsOf
  const fingerprints = fingerprintPlan(plan, source.value, factsOf.value)
  const restoredLog = async (job: JobId) => {
    const key = fingerprints.get(job)?.key
    return key && ports.cache.log(key)
  }
  const log = new RunLog(store.runs, ports.runNotices, { run: run.id, restoredLog })
  const ran = await runInCheckout(
    ports,
    { plan, treeish: run.commit, takesOver: true, keep: false },
    {
      executor: ports.executor,
      containers: ports.containers,
      imageBuilder: ports.imageBuilder,
      artifacts: ports.artifacts,
      scans: ports.scans,
      cache: ports.cache,
      origin: { builder: ports.signer.name, run: String(run.id) },
      setups: ports.setups,
      clock: ports.clock,
      definition: definition.value,
      fingerprints,
      ref: run.ref,
      commit: run.commit,
      jobs: settings.jobs,
      environment: settings.jobEnvironment,
      setupEnvironment: settings.setupEnvironment,
      secrets: new RunSecrets(plan, null, options.hidden),
      testEnvironment: options.testEnvironment,
      signal: options.signal,
      grace: settings.stopGrace,
      observe: async (event) => {
        await log.take(event)
        await saveRunEvent(store.runs, { run: run.id, plan, fingerprints }, event)
        if (event.type !== "job-output") ports.runNotices.tell(run.id)
        const line = progressLine(event)
        if (line) options.say(line)
      },
    },
  )
  if (!ran.ok) return ran
  return ok({ run: { ...run, attempt }, definition: definition.value, plan, outcome: ran.value.outcome })
}

function planOf(
  definition: Definition,
  { ref }: RunRecord,
  files: readonly SourceFile[],
  { tests, after }: Pick<ExecuteOptions, "tests" | "after">,
): Plan {
  if (after) return makeAfterPlan(definition, files, after)
  if (tests) return makeVerificationPlan(definition, files, tests)
  return makeBuildPlan(applicableJobs(definition, pushOf(definition, ref)).definition, files)
}

/** Ends a run that could not even start: *errored*, with the reason where people look. */
export async function endRunErrored(ports: ServerPorts, run: RunRecord, failure: Failure): Promise<void> {
  const message = failure.hint ? `${failure.message} (${failure.hint})` : failure.message
  await ports.store.runs.update(run.id, { status: "errored", endedAt: ports.clock.now(), message })
}
