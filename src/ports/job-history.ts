import type { JobId } from "../core/plan/plan.ts"
import type { Digest } from "../core/shared/digest.ts"
import type { TerminalStatus } from "../core/shared/status.ts"

export type Facts = Readonly<Record<string, string>>

/** A job that really ran, whatever it came to. */
export interface ExecutedJob {
  readonly job: JobId
  readonly status: TerminalStatus
  readonly key: Digest
  /** Milliseconds since 1970. */
  readonly endedAt: number
}

/** A run in which jobs were executed, with what their keys were made of besides the definition and files of its tree. */
export interface ExecutedRun {
  readonly project: string
  readonly run: string
  /** The commit, or the tree of uncommitted files. */
  readonly treeish: string
  readonly isCommitted: boolean
  /** What the machine added to the key of each job of the plan. */
  readonly facts: ReadonlyMap<JobId, Facts>
  readonly executed: readonly ExecutedJob[]
}

/** The last time that a job ran. */
export interface LastExecution extends Omit<ExecutedRun, "executed">, ExecutedJob {}

/**
 * When each job of a project last ran on this machine, and on what: there to explain, never to decide. No method rejects
 * because of the store's state; what cannot be read is as if it had never been noted.
 */
export interface JobHistory {
  /** Notes it for every executed job, in the place of what was noted before. */
  note(run: ExecutedRun): Promise<void>
  last(project: string, job: JobId): Promise<LastExecution | undefined>
}
