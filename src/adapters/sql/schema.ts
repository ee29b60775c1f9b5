import type { GeneratedAlways } from "kysely"
import type { Colour } from "../../core/deployment/colour.ts"
import type { AuditEntry, TokenRecord } from "../../ports/store/access-store.ts"
import type {
  AddressRecord,
  DeploymentRecord,
  EnvironmentRecord,
  InstanceRecord,
} from "../../ports/store/environment-store.ts"
import type { GitEvent } from "../../ports/store/event-store.ts"
import type { GateRun } from "../../ports/store/gate-run-store.ts"
import type { LedgerEntry } from "../../ports/store/ledger.ts"
import type { PromotionRecord } from "../../ports/store/promotion-store.ts"
import type { PublicationRecord } from "../../ports/store/publication-store.ts"
import type { ReleaseName, ReleaseProvenance, ReleaseRecord } from "../../ports/store/release-store.ts"
import type { ResourceRecord } from "../../ports/store/resource-store.ts"
import type { LogChunk, RunJobRecord, RunRecord } from "../../ports/store/run-store.ts"

/** A record as a row: `Id` is numbered by the database, `Text` holds JSON or a flag in another form. */
type Row<R, Id extends string = never, Other = unknown> = Omit<R, Id | keyof Other> &
  Readonly<Record<Id, GeneratedAlways<number>>> &
  Other

/**
 * The tables as queries see them (camelCase; snake_case in the database). JSON is kept as text, byte for byte as it
 * was written, on both databases: nothing queries inside it, and digests are taken over it.
 */
export interface Schema {
  readonly gitEvent: Row<GitEvent, "seq">
  /** What each ref named when its last event was accepted. */
  readonly seenRef: { readonly ref: string; readonly object: string }
  /** `object` is empty for a deletion. */
  readonly pusher: { readonly ref: string; readonly object: string; readonly person: string }
  readonly run: Row<RunRecord, "id">
  readonly runJob: Row<RunJobRecord, never, { readonly detail: string | null }>
  /** `firstLine`: line breaks of the job's log before it. */
  readonly logChunk: Row<
    LogChunk,
    "id",
    { readonly run: number; readonly firstLine: number; readonly lineBreaks: number }
  >
  readonly gateRun: GateRun
  readonly ledgerEntry: Row<LedgerEntry, "seq", { readonly predicate: string }>
  readonly release: Row<ReleaseRecord, never, { readonly seq: GeneratedAlways<number>; readonly manifest: string }>
  readonly releaseProvenance: Row<ReleaseProvenance, never, { readonly seq: GeneratedAlways<number> }>
  readonly releaseName: Row<ReleaseName, never, { readonly seq: GeneratedAlways<number>; readonly complete: number }>
  readonly environment: Omit<EnvironmentRecord, "fence">
  /** Kept when the environment goes, so that a later one of the same name never reuses a fence. */
  readonly environmentFence: { readonly environment: string; readonly fence: number }
  readonly deployment: Row<DeploymentRecord, "id", { readonly revisionDocument: string }>
  readonly instance: InstanceRecord
  /** `colour` is empty for the address of what serves. */
  readonly address: Row<AddressRecord, never, { readonly colour: Colour | "" }>
  readonly resource: ResourceRecord
  readonly promotion: Row<PromotionRecord, "id", { readonly choice: string | null }>
  readonly publication: Row<PublicationRecord, "id", { readonly moves: number }>
  readonly token: Row<TokenRecord, "id", { readonly hash: string }>
  readonly auditEntry: Row<AuditEntry, "seq">
  readonly setting: { readonly key: string; readonly value: string }
}
