import { prepareRun, type RunRequest } from "../app/prepare-run.ts"
import { type CompletedRun, runCommit } from "../app/run-commit.ts"
import { exitStatusOfClass } from "../core/shared/failure.ts"
import { FailureError, failed, type Result } from "../core/shared/result.ts"
import type { TerminalStatus } from "../core/shared/status.ts"
import { affectedText } from "./affected-text.ts"
import type { Interruption } from "./interruption.ts"
import type { Reporter } from "./reporters/reporter.ts"
import type { RunHost, RunTools } from "./run-host.ts"

/** Milliseconds between TERM and KILL. */
export const GRACE = 5000

const exitStatusOfOutcome: Readonly<Record<TerminalStatus, number>> = {
  succeeded: 0,
  skipped: 0,
  failed: exitStatusOfClass.refused,
  errored: exitStatusOfClass.errored,
  canceled: exitStatusOfClass.canceled,
}

export function exitStatusOfRun({ outcome }: CompletedRun): number {
  return outcome.canceled ? exitStatusOfClass.canceled : exitStatusOfOutcome[outcome.status]
}

export interface RunParts {
  readonly host: RunHost
  readonly tools: RunTools
  readonly reporter: Reporter
  readonly interruption: Interruption
  /** Whose cache is used besides the one here. */
  readonly server: string | null
}

/** A run that a person asked for, with what goes beyond the choice of its jobs. */
export interface WantedRun extends RunRequest {
  /** Whether results of earlier runs count. */
  readonly takesOver: boolean
  /** Leaves the checkout in place. */
  readonly keep: boolean
  /** Jobs at once; default: one per processor. */
  readonly jobs?: number
}

/** Prepares a run and carries it out on this machine, shown by the reporter. */
export async function completeRun(parts: RunParts, wanted: WantedRun): Promise<Result<CompletedRun>> {
  const { host, tools, reporter, interruption, server } = parts
  const prepared = await prepareRun(tools, wanted)
  if (!prepared.ok) return prepared
  const { affected } = prepared.value
  if (affected) reporter.notice(affectedText(affected))
  try {
    return await runCommit({ ...tools, clock: host.clock }, prepared.value, {
      ...tools,
      cache: await tools.openCache((line) => reporter.notice(line), server),
      takesOver: wanted.takesOver,
      builder: tools.evidence.signer.name,
      run: host.newRunId(),
      keep: wanted.keep,
      jobs: wanted.jobs ?? host.processors,
      grace: GRACE,
      signal: interruption.signal,
      observe: (event) => reporter.observe(event),
      onProcess: interruption.add,
    })
  } catch (error) {
    if (error instanceof FailureError) return failed(error.failure)
    throw error
  }
}
