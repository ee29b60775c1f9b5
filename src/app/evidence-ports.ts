import type { Clock } from "../ports/clock.ts"
import type { ImageRegistry } from "../ports/image-registry.ts"
import type { Signer } from "../ports/signer.ts"
import type { LedgerEntry } from "../ports/store/ledger.ts"

/** Where and by whom what a run proves is signed. */
export interface EvidencePorts {
  readonly registry: ImageRegistry
  readonly signer: Signer
  readonly clock: Clock
}

/** A statement as the ledger is to list it. */
export type NewLedgerEntry = Omit<LedgerEntry, "seq">
