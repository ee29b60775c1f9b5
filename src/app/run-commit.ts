import { ok, type Result } from "../core/shared/result.ts"
import type { Clock } from "../ports/clock.ts"
import type { StartedProcess } from "../ports/executor.ts"
import type { ImageRegistry } from "../ports/image-registry.ts"
import type { JobCache } from "../ports/job-cache.ts"
import type { JobHistory } from "../ports/job-history.ts"
import type { Repository } from "../ports/repository.ts"
import type { RunFolders } from "../ports/run-folders.ts"
import type { SecretSource } from "../ports/secret-source.ts"
import type { PreparedRun } from "./prepare-run.ts"
import type { EvidencePorts } from "./record-run-evidence.ts"
import type { EarlyCheckout } from "./run/early-checkout.ts"
import { executedRun } from "./run/executed-run.ts"
import { type CheckedOutRun, runInCheckout } from "./run/run-in-checkout.ts"
import { RunSecrets } from "./run/run-secrets.ts"
import type { RunContext, RunOutcome } from "./run-plan.ts"

export interface RunCommitPorts {
  readonly repository: Repository
  readonly workFolders: RunFolders
  readonly registry: ImageRegistry
  readonly clock: Clock
  readonly history: JobHistory
  /** Null: there are none. */
  readonly secrets: SecretSource | null
  /** Where and by whom results are signed; null: not at all. */
  readonly evidence: Omit<EvidencePorts, "clock"> | null
}

/** What of {@link RunContext} the caller decides; the rest follows from what was prepared. */
export type RunCommitOptions = Omit<
  RunContext,
  | "checkout"
  | "owner"
  | "takenOver"
  | "origin"
  | "definition"
  | "fingerprints"
  | "ref"
  | "commit"
  | "clock"
  | "secrets"
  | "testEnvironment"
  | "onProcess"
> & {
  /** Identifies the run in its statements. */
  readonly run: string
  /** Who runs it, as results in the cache are marked. */
  readonly builder: string
  /** Whether results of earlier runs count. */
  readonly takesOver: boolean
  /** Leaves the checkout in place. */
  readonly keep: boolean
  /** Used, if it has been begun. */
  readonly early?: EarlyCheckout
  /** Told of every process group. */
  readonly onProcess: (process: StartedProcess) => void
}

export interface CompletedRun extends CheckedOutRun {
  /** How many statements were signed; null where nothing is signed at all. */
  readonly statements: number | null
  /** As whom; null where there are none. */
  readonly signer: string | null
}

/** Runs what was prepared in a clean checkout, never in the user's folder, and signs what it has proven. */
export async function runCommit(
  ports: RunCommitPorts,
  prepared: PreparedRun,
  options: RunCommitOptions,
): Promise<Result<CompletedRun>> {
  const { run, builder, keep, early, takesOver, onProcess, ...context } = options
  const { commit, ref, definition, fingerprints, plan, treeish } = prepared
  const isSigned = ports.evidence !== null && prepared.isCommitted
  let recorded: ReturnType<typeof recordRun> | undefined
  const record = async (outcome: RunOutcome) => {
    recorded ??= recordRun(ports, prepared, { run, outcome, cache: context.cache })
    return recorded
  }
  const ran = await runInCheckout(
    ports,
    { plan, treeish, takesOver, keep, ...(early && { early }), meanwhile: record },
    {
      ...context,
      ...{ commit, ref, definition, fingerprints },
      origin: { builder, run, ...(isSigned ? {} : { unsigned: true }) },
      clock: ports.clock,
      secrets: new RunSecrets(plan, ports.secrets),
      testEnvironment: {},
      onProcess: (_, process) => onProcess(process),
    },
  )
  if (!ran.ok) return ran
  const statements = await record(ran.value.outcome)
  if (!statements.ok) return statements
  const signer = statements.value === null ? null : (ports.evidence?.signer.name ?? null)
  return ok({ ...ran.value, statements: statements.value, signer })
}

interface EndedRun {
  readonly run: string
  readonly outcome: RunOutcome
  readonly cache: JobCache | null
}

/** Keeps what a run has come to, and signs what that proves; answers with the number of statements. */
async function recordRun(
  ports: RunCommitPorts,
  prepared: PreparedRun,
  { run, outcome, cache }: EndedRun,
): Promise<Result<number | null>> {
  await cache?.close()
  await ports.history.note(executedRun(prepared, run, outcome))
  if (!ports.evidence || !prepared.isCommitted) return ok(null)
  const { recordRunEvidence } = await import("./record-run-evidence.ts")
  const { project } = prepared.definition
  const facts = { project, run, ...prepared, outcome }
  const recorded = await recordRunEvidence({ ...ports.evidence, clock: ports.clock }, facts)
  return recorded.ok ? ok(new Set(recorded.value.map(({ statement }) => statement)).size) : recorded
}
