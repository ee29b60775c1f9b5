import type { CommandRule } from "../../core/definition/schema/command-gate-schema.ts"
import {
  type CommandResult,
  evidenceKey,
  makeStatement,
  PREDICATE,
  type Subject,
} from "../../core/evidence/statement.ts"
import { commandHash } from "../../core/promotion/command-gate.ts"
import { digestOfJson } from "../../core/shared/digest.ts"
import type { Result } from "../../core/shared/result.ts"
import type { LedgerEntry } from "../../ports/store/ledger.ts"
import type { PromotionRecord } from "../../ports/store/promotion-store.ts"
import { recordOnLedger } from "./record-on-ledger.ts"
import { releaseDescriptor } from "./release-artifact.ts"
import type { ServerPorts } from "./server-ports.ts"

interface Asked {
  readonly gate: string
  readonly rule: CommandRule
  /** Times in milliseconds since 1970. */
  readonly result: Pick<CommandResult, "status" | "exitCode" | "message" | "output" | "commit" | "run"> & {
    readonly startedAt: number
    readonly endedAt: number
  }
}

/** Signs what the command of a gate said: about this release, for this environment, under this definition of the gate. */
export async function recordCommand(
  ports: ServerPorts,
  { release, environment }: Pick<PromotionRecord, "release" | "environment">,
  { gate, rule, result: { startedAt, endedAt, ...result } }: Asked,
): Promise<Result<LedgerEntry>> {
  const about = await releaseDescriptor(ports, release)
  if (!about.ok) return about
  const definition = commandHash(rule)
  const subject: Subject = { kind: "release", name: environment, digest: release }
  const times = { startedOn: new Date(startedAt).toISOString(), finishedOn: new Date(endedAt).toISOString() }
  return recordOnLedger(ports, {
    statement: makeStatement<CommandResult>([subject], PREDICATE.command, {
      environment,
      gate,
      definition,
      ...result,
      ...times,
    }),
    about: about.value,
    subject,
    key: evidenceKey(release, definition, digestOfJson({ gate, environment })),
    status: result.status,
  })
}
