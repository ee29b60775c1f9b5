import type { RunInputs } from "../core/evidence/source-inputs.ts"
import { type JobResult, type JobResults, makeStatement, PREDICATE, type Subject } from "../core/evidence/statement.ts"
import type { JobFingerprint } from "../core/plan/fingerprint.ts"
import { digestOfJson } from "../core/shared/digest.ts"
import { ok, type Result } from "../core/shared/result.ts"
import type { Descriptor } from "../ports/image-registry.ts"
import type { EvidencePorts, NewLedgerEntry } from "./evidence-ports.ts"
import { putSubject, SUBJECT_TYPE } from "./put-subject.ts"
import { recordStatement } from "./record-statement.ts"
import type { RunFacts } from "./run/run-facts.ts"
import type { JobOutcome } from "./run/run-outcome.ts"

interface ProvenJob {
  readonly result: JobResult
  readonly fingerprint: JobFingerprint
  /** Whose image it ran in; null where it ran on the checkout. */
  readonly service: string | null
}

/**
 * Signs what the jobs of a run have come to: in one statement those on source inputs, in one for each service those in its
 * image. No statement where there is nothing to say.
 */
export async function recordJobResults(
  ports: EvidencePorts,
  facts: RunFacts,
  ended: readonly JobOutcome[],
): Promise<Result<readonly NewLedgerEntry[]>> {
  const proven = ended.flatMap((outcome) => provenJob(facts, outcome) ?? [])
  const entries: NewLedgerEntry[] = []
  const onSources = proven.filter(({ service }) => service === null)
  if (onSources.length > 0) {
    const recorded = await recordOnSources(ports, onSources)
    if (!recorded.ok) return recorded
    entries.push(...recorded.value)
  }
  for (const [service, image] of facts.outcome.images) {
    const inImage = proven.filter((one) => one.service === service)
    if (inImage.length === 0) continue
    const subject: Subject = { kind: "image", name: service, digest: image.digest }
    const recorded = await recordOnImage(ports, subject, inImage)
    if (!recorded.ok) return recorded
    entries.push(...recorded.value)
  }
  return ok(entries)
}

async function recordOnSources(
  ports: EvidencePorts,
  proven: readonly ProvenJob[],
): Promise<Result<readonly NewLedgerEntry[]>> {
  const document: RunInputs = {
    kind: "slipway.run-inputs/v1",
    jobs: Object.fromEntries(proven.map(({ result, fingerprint }) => [result.job, fingerprint.inputs])),
  }
  const stored = await putSubject(ports.registry, document, SUBJECT_TYPE.run)
  if (!stored.ok) return stored
  const subject: Subject = { kind: "source", name: "inputs of the run", digest: digestOfJson(document) }
  return record(ports, { subject, stored: stored.value, proven })
}

async function recordOnImage(
  ports: EvidencePorts,
  subject: Subject,
  proven: readonly ProvenJob[],
): Promise<Result<readonly NewLedgerEntry[]>> {
  const stored = await ports.registry.resolve(subject.digest)
  return stored.ok ? record(ports, { subject, stored: stored.value, proven }) : stored
}

interface NewStatement {
  /** What it is stored beside. */
  readonly subject: Subject
  readonly stored: Descriptor
  readonly proven: readonly ProvenJob[]
}

async function record(
  ports: EvidencePorts,
  { subject, stored, proven }: NewStatement,
): Promise<Result<readonly NewLedgerEntry[]>> {
  const inputs = proven.map(({ result }): Subject => ({ kind: "source", name: result.job, digest: result.inputs }))
  const predicate: JobResults = { jobs: proven.map(({ result }) => result) }
  const statement = makeStatement([subject, ...inputs], PREDICATE.jobs, predicate)
  const recorded = await recordStatement(ports.registry, ports.signer, statement, stored)
  if (!recorded.ok) return recorded
  return ok(
    proven.map(({ result, fingerprint }) => ({
      statement: recorded.value.digest,
      subjectKind: subject.kind,
      subject: subject.kind === "image" ? subject.digest : result.inputs,
      predicateType: PREDICATE.jobs,
      key: fingerprint.key,
      signer: ports.signer.name,
      status: result.status,
      predicate: result,
      recordedAt: ports.clock.now(),
    })),
  )
}

/** Undefined for what proves nothing: it did not run, was canceled, or is no job. */
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
    ...(ended.contracts && { contracts: ended.contracts }),
    ...(ended.flaky && { flaky: ended.flaky }),
    commit: facts.commit,
    run: facts.run,
    startedOn: new Date(startedAt).toISOString(),
    finishedOn: new Date(ended.endedAt).toISOString(),
  }
  return { result, fingerprint, service: job.inImage ? job.owner : null }
}
