import type { PredicateType, Subject } from "../../core/evidence/statement.ts"
import type { Digest } from "../../core/shared/digest.ts"
import type { TerminalStatus } from "../../core/shared/status.ts"

/**
 * The ordered list of statements the server knows. The proof itself lies in the image registry; an entry whose
 * statement is missing there is *errored*, not absent.
 */
export interface LedgerEntry {
  readonly seq: number
  /** Digest of the OCI manifest that holds the statement. */
  readonly statement: Digest
  readonly subjectKind: Subject["kind"]
  readonly subject: Digest
  readonly predicateType: PredicateType
  /** (subject, definition, inputs): only the same key supersedes. */
  readonly key: Digest
  readonly signer: string
  readonly status: TerminalStatus
  /** The statement's predicate, to decide by; what counts is checked against the signed one. */
  readonly predicate: unknown
  readonly recordedAt: number
}

export interface Ledger {
  append(entry: Omit<LedgerEntry, "seq">): Promise<LedgerEntry>
  /** Newest entry of each of these keys, by seq. */
  latestByKey(keys: readonly Digest[]): Promise<ReadonlyMap<Digest, LedgerEntry>>
  /** All about a subject, oldest first. */
  bySubject(subject: Digest, predicateType?: PredicateType): Promise<readonly LedgerEntry[]>
  /** Every statement that is listed, each once. */
  statements(): Promise<readonly Digest[]>
}
