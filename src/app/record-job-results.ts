import type { RunInputs } from "../core/evidence/source-inputs.ts"
import { type JobResult, type JobResults, makeStatement, PREDICATE, type Subject } from "../core/evidence/statement.ts"
import type { JobFingerprint } from "../core/plan/fingerprint.ts"
import { digestOfJson } from "../core/shared/digest.ts"
import { ok, type Result } from "../core/shared/result.ts"
import { putSubject, SUBJECT_TYPE } from "./put-subject.ts"
import type { EvidencePorts, NewLedgerEntry } from "./record-run-evidence.ts"
import { recordStatement } from "./record-statement.ts"
import type { RunFacts } from "./run/run-facts.ts"
import type { JobOutcome } from "./run/run-outcome.ts"

interface ProvenJob {
  readonly result: JobResult
  readonly fingerprint: JobFingerprint
}

/** Signs, in one statement, what the jobs of a run on source inputs have come to; no statement if there is none. */
export async function recordJobResults(
  ports: EvidencePorts,
  facts: RunFacts,
  ended: readonly JobOutcome[],
): Promise<Result<readonly NewLedgerEntry[]>> {
  const proven = ended.flatMap((outcome) => provenJob(facts, outcome) ?? [])
  if (proven.length === 0) return ok([])
  const document: RunInputs = {
    kind: "slipway.run-inputs/v1",
    jobs: Object.fromEntries(proven.map(({ result, fingerprint }) => [result.job, fingerprint.inputs])),
  }
  const stored = await putSubject(ports.registry, document, SUBJECT_TYPE.run)
  if (!stored.ok) return stored
  const inputs = proven.map(({ result }): Subject => ({ kind: "source", name: result.job, digest: result.inputs }))
  const subjects: Subject[] = [{ kind: "source", name: "inputs of the run", digest: digestOfJson(document) }, ...inputs]
  const predicate: JobResults = { jobs: proven.map(({ result }) => result) }
  const statement = makeStatement(subjects, PREDICATE.jobs, predicate)
  const recorded = await recordStatement(ports.registry, ports.signer, statement, stored.value)
  if (!recorded.ok) return recorded
  return ok(
    proven.map(({ result, fingerprint }) => ({
      statement: recorded.value.digest,
      subjectKind: "source",
      subject: result.inputs,
      predicateType: PREDICATE.jobs,
      key: fingerprint.key,
      signer: ports.signer.name,
      status: result.status,
      predicate: result,
      recordedAt: ports.clock.now(),
    })),
  )
}

/** Undefined for what proves nothing: it did not run, was canceled, or is no job on source inputs. */
function provenJob(facts: RunFacts, ended: JobOutcome): ProvenJob | undefined {
  const { job, status, fingerprint, startedAt } = ended
  if (job.kind !== "job" || !fingerprint || startedAt === null || status === "canceled") return undefined
  const result: JobResult = {
    job: job.id,
    definition: job.definition,
    inputs: fingerprint.fingerprint,
    status,
    exitCode: ended.exitCode,
    coverage: ended.coverage && { lines: ended.coverage },
    ...(ended.tests && { tests: ended.tests }),
    ...(ended.findings && { findings: ended.findings }),
    ...(ended.flaky && { flaky: ended.flaky }),
    commit: facts.commit,
    run: facts.run,
    startedOn: new Date(startedAt).toISOString(),
    finishedOn: new Date(ended.endedAt).toISOString(),
  }
  return { result, fingerprint }
}
