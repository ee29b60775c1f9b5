import type { Statement, Subject } from "../../core/evidence/statement.ts"
import type { Digest } from "../../core/shared/digest.ts"
import { ok, type Result } from "../../core/shared/result.ts"
import type { TerminalStatus } from "../../core/shared/status.ts"
import type { Descriptor } from "../../ports/image-registry.ts"
import type { LedgerEntry } from "../../ports/store/ledger.ts"
import { recordStatement } from "../record-statement.ts"
import type { ServerPorts } from "./server-ports.ts"

export interface NewEvidence {
  readonly statement: Statement
  /** What it speaks about, as stored in the registry. */
  readonly about: Descriptor
  readonly subject: Subject
  readonly key: Digest
  readonly status: TerminalStatus
}

/** Signs a statement as the server, stores it beside its subject, and enters it in the ledger. */
export async function recordOnLedger(
  ports: Pick<ServerPorts, "registry" | "signer" | "store" | "clock">,
  evidence: NewEvidence,
): Promise<Result<LedgerEntry>> {
  const stored = await recordStatement(ports.registry, ports.signer, evidence.statement, evidence.about)
  if (!stored.ok) return stored
  return ok(
    await ports.store.ledger.append({
      statement: stored.value.digest,
      subjectKind: evidence.subject.kind,
      subject: evidence.subject.digest,
      predicateType: evidence.statement.predicateType,
      key: evidence.key,
      signer: ports.signer.name,
      status: evidence.status,
      predicate: evidence.statement.predicate,
      recordedAt: ports.clock.now(),
    }),
  )
}
