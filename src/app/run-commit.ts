import { basename } from "node:path"
import { ok, type Result } from "../core/shared/result.ts"
import type { Clock } from "../ports/clock.ts"
import type { Repository } from "../ports/repository.ts"
import type { RunFolders, StartedProcess } from "../ports/run-folders.ts"
import type { SecretSource } from "../ports/secret-source.ts"
import type { PreparedRun } from "./prepare-run.ts"
import { type EvidencePorts, recordRunEvidence } from "./record-run-evidence.ts"
import { RunSecrets } from "./run/run-secrets.ts"
import { type RunContext, type RunOutcome, runPlan } from "./run-plan.ts"

export interface RunCommitPorts {
  readonly repository: Repository
  readonly workFolders: RunFolders
  readonly clock: Clock
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
  /** Leaves the checkout in place. */
  readonly keep: boolean
  /** Told of every process group. */
  readonly onProcess: (process: StartedProcess) => void
}

export interface CompletedRun {
  readonly outcome: RunOutcome
  readonly checkout: string
  /** How many statements were signed; null where nothing is signed at all. */
  readonly statements: number | null
}

/** Runs what was prepared in a clean checkout, never in the user's folder, and signs what it has proven. */
export async function runCommit(
  ports: RunCommitPorts,
  prepared: PreparedRun,
  options: RunCommitOptions,
): Promise<Result<CompletedRun>> {
  const { run, keep, onProcess, ...context } = options
  const folder = await ports.workFolders.create("run")
  if (!folder.ok) return folder
  const checkout = folder.value
  try {
    const checkedOut = await ports.repository.checkout(prepared.treeish, checkout)
    if (!checkedOut.ok) return checkedOut
    const { commit, ref, definition, fingerprints, plan } = prepared
    const outcome = await runPlan(plan, {
      ...context,
      ...{ checkout, commit, ref, definition, fingerprints },
      owner: basename(checkout),
      clock: ports.clock,
      secrets: new RunSecrets(plan, ports.secrets),
      testEnvironment: {},
      onProcess: (_, process) => onProcess(process),
    })
    const statements = await sign(ports, prepared, { run, outcome })
    return statements.ok ? ok({ outcome, checkout, statements: statements.value }) : statements
  } finally {
    if (keep) await ports.workFolders.keep(checkout)
    else await ports.workFolders.remove(checkout)
  }
}

async function sign(
  ports: RunCommitPorts,
  prepared: PreparedRun,
  { run, outcome }: { readonly run: string; readonly outcome: RunOutcome },
): Promise<Result<number | null>> {
  if (!ports.evidence || !prepared.isCommitted) return ok(null)
  const { project } = prepared.definition
  const facts = { project, run, ...prepared, outcome }
  const recorded = await recordRunEvidence({ ...ports.evidence, clock: ports.clock }, facts)
  return recorded.ok ? ok(recorded.value.length) : recorded
}
