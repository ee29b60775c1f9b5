import { evidenceKey, type JobResults, PREDICATE, type Statement } from "../../core/evidence/statement.ts"
import type { Proof } from "../../core/promotion/promotion-facts.ts"
import { type Digest, hexOf } from "../../core/shared/digest.ts"
import type { LedgerEntry } from "../../ports/store/ledger.ts"
import { readStatement } from "../read-statement.ts"
import type { ServerPorts } from "./server-ports.ts"

/** What a ledger entry is worth once its statement was read from the registry and its signature verified. */
export interface Proven<P> {
  readonly proof: Proof
  /** The signed predicate, never the ledger's copy; null unless the proof is valid. */
  readonly predicate: P | null
}

/**
 * Verifies the statement behind a ledger entry. A ledgered statement that is missing or damaged is unreadable, not
 * absent: deleting a failed scan does not make it clean (`architecture.md`, What is proven).
 */
export async function prove<P>(
  ports: Pick<ServerPorts, "registry" | "knownSigners">,
  entry: LedgerEntry | undefined,
): Promise<Proven<P>> {
  if (!entry) return { proof: { kind: "absent" }, predicate: null }
  const read = await readStatement(ports.registry, entry.statement, ports.knownSigners)
  if (!read.ok) return { proof: { kind: "unreadable", why: read.failure.message }, predicate: null }
  const { statement, signer } = read.value
  const isAboutSubject = statement.subject.some(({ digest }) => digest.sha256 === hexOf(entry.subject))
  const isInEnvironment = environmentOf(statement.predicate) === environmentOf(entry.predicate)
  if (statement.predicateType !== entry.predicateType || !isAboutSubject || !isInEnvironment) {
    return { proof: { kind: "unreadable", why: "the statement is not what the ledger says it is" }, predicate: null }
  }
  const predicate = predicateFor(entry, statement)
  if (predicate === undefined) {
    return { proof: { kind: "unreadable", why: "the statement does not hold what the ledger says" }, predicate: null }
  }
  const evidence = { statement: entry.statement, signer: signer.name, at: entry.recordedAt }
  return { proof: { kind: "valid", signer: signer.name, evidence }, predicate: predicate as P }
}

/** What a statement says about an entry's key: of the results of many jobs, the one. */
function predicateFor({ key, subject, subjectKind }: LedgerEntry, { predicateType, predicate }: Statement): unknown {
  if (predicateType !== PREDICATE.jobs) return predicate
  const { jobs } = predicate as JobResults
  // That it is about this image, its subject says; its key is that of the inputs, which hold those of the image.
  const isAbout = (inputs: Digest) => subjectKind === "image" || inputs === subject
  return jobs.find((job) => isAbout(job.inputs) && evidenceKey(job.inputs, job.definition, job.inputs) === key)
}

/** What a verification, an approval or an override is looked up by in the ledger, besides its subject. */
function environmentOf(predicate: unknown): unknown {
  return typeof predicate === "object" && predicate !== null && "environment" in predicate
    ? predicate.environment
    : null
}
