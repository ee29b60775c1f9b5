import { inputsFingerprint, type SourceInputs } from "../core/evidence/source-inputs.ts"
import {
  evidenceKey,
  makeStatement,
  PREDICATE,
  type PredicateType,
  type Provenance,
  type Subject,
} from "../core/evidence/statement.ts"
import { imageJobId } from "../core/plan/plan.ts"
import type { Digest } from "../core/shared/digest.ts"
import { ok, type Result } from "../core/shared/result.ts"
import type { TerminalStatus } from "../core/shared/status.ts"
import type { Descriptor } from "../ports/image-registry.ts"
import type { EvidencePorts, NewLedgerEntry } from "./evidence-ports.ts"
import { putSubject, SUBJECT_TYPE } from "./put-subject.ts"
import { recordJobResults } from "./record-job-results.ts"
import { recordScan } from "./record-scan.ts"
import { recordStatement } from "./record-statement.ts"
import { provenanceOf } from "./run/provenance.ts"
import type { RunFacts } from "./run/run-facts.ts"
import type { JobOutcome } from "./run/run-outcome.ts"

export type { EvidencePorts, NewLedgerEntry } from "./evidence-ports.ts"
export type { RunFacts } from "./run/run-facts.ts"

/**
 * Signs and stores what a run has proven: for the jobs that came to an end by themselves their results about their source
 * inputs, for each image where it comes from. A canceled job proves nothing, and must not supersede what an earlier run
 * proved; about a result that was taken over there is a statement already.
 *
 * @returns entries for the ledger; where there is no ledger they can be dropped
 */
export async function recordRunEvidence(
  ports: EvidencePorts,
  facts: RunFacts,
): Promise<Result<readonly NewLedgerEntry[]>> {
  const ended = facts.plan.jobs.flatMap(({ id }) => facts.outcome.jobs.get(id) ?? [])
  const jobs = await recordJobResults(ports, facts, ended)
  if (!jobs.ok) return jobs
  const entries = [...jobs.value]
  for (const outcome of ended) {
    const entry = await recordImage(ports, facts, outcome)
    if (!entry.ok) return entry
    if (entry.value) entries.push(entry.value)
    const scan = await recordRunScan(ports, facts, outcome)
    if (!scan.ok) return scan
    if (scan.value) entries.push(scan.value)
  }
  return ok(entries)
}

async function recordRunScan(
  ports: EvidencePorts,
  { commit, run, outcome }: RunFacts,
  { job, scan, startedAt, endedAt }: JobOutcome,
): Promise<Result<NewLedgerEntry | undefined>> {
  const image = outcome.images.get(job.owner ?? "")
  if (job.kind !== "scan" || !scan || !image) return ok(undefined)
  const about = { service: job.owner, image: image.digest, scan }
  return recordScan(ports, about, {
    definition: job.definition,
    ...{ run, commit },
    startedOn: new Date(startedAt ?? endedAt).toISOString(),
    finishedOn: new Date(endedAt).toISOString(),
  })
}

async function recordImage(
  ports: EvidencePorts,
  facts: RunFacts,
  ended: JobOutcome,
): Promise<Result<NewLedgerEntry | undefined>> {
  const { job, fingerprint } = ended
  const service = job.owner ?? ""
  const image = facts.outcome.images.get(service)
  if (!image || !fingerprint || ended.restored || job.id !== imageJobId(service)) return ok(undefined)
  const inputs: SourceInputs = { ...fingerprint.inputs, facts: { ...fingerprint.inputs.facts, ...image.facts } }
  const readable = await putSubject(ports.registry, inputs, SUBJECT_TYPE.source)
  if (!readable.ok) return readable
  const stored = await ports.registry.resolve(image.digest)
  if (!stored.ok) return stored
  const inputsDigest = inputsFingerprint(inputs)
  const predicate: Provenance = provenanceOf(facts, ended, {
    service,
    inputs: inputsDigest,
    builder: ports.signer.name,
  })
  return record(ports, {
    subject: { kind: "image", name: service, digest: image.digest },
    stored: stored.value,
    predicateType: PREDICATE.provenance,
    predicate,
    key: evidenceKey(image.digest, job.definition, inputsDigest),
    status: "succeeded",
  })
}

interface NewStatement {
  readonly subject: Subject
  readonly stored: Descriptor
  readonly predicateType: PredicateType
  readonly predicate: Provenance
  readonly key: Digest
  readonly status: TerminalStatus
}

async function record(ports: EvidencePorts, draft: NewStatement): Promise<Result<NewLedgerEntry>> {
  const { subject, stored, predicateType, predicate, key, status } = draft
  const statement = makeStatement([subject], predicateType, predicate)
  const recorded = await recordStatement(ports.registry, ports.signer, statement, stored)
  if (!recorded.ok) return recorded
  return ok({
    statement: recorded.value.digest,
    subjectKind: subject.kind,
    subject: subject.digest,
    predicateType,
    key,
    signer: ports.signer.name,
    status,
    predicate,
    recordedAt: ports.clock.now(),
  })
}
