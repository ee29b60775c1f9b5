import type { Flaky } from "../../core/evidence/test-results.ts"
import type { JobId, PlannedJob } from "../../core/plan/plan.ts"
import type { JobReports } from "../../core/run/job-reports.ts"
import type { Digest } from "../../core/shared/digest.ts"
import type { Status } from "../../core/shared/status.ts"

export interface RunRecord {
  readonly id: number
  /**
   * `build`: jobs and images of a commit. `verification`: tests against an environment. `after`: what follows these. `gate`:
   * the command of a gate.
   */
  readonly purpose: "build" | "verification" | "after" | "gate"
  readonly event: number | null
  readonly ref: string | null
  readonly commit: string
  readonly environment: string | null
  readonly deployment: number | null
  readonly status: Status
  /** 1 for the first; a run found unfinished at start is tried again with the next number. */
  readonly attempt: number
  readonly createdAt: number
  readonly startedAt: number | null
  readonly endedAt: number | null
  readonly message: string | null
  /** Who wants it to end before its time; null while nobody does. */
  readonly canceledBy: string | null
}

export type NewRun = Pick<
  RunRecord,
  "purpose" | "event" | "ref" | "commit" | "environment" | "deployment" | "createdAt"
>

export interface RunJobRecord {
  readonly run: number
  /** e.g. `gateway:unit`. */
  readonly job: string
  /** Place in the plan, for listing. */
  readonly position: number
  readonly status: Status
  readonly attempt: number
  readonly startedAt: number | null
  readonly endedAt: number | null
  readonly exitCode: number | null
  readonly message: string | null
  /** Evidence key, and what it is made of; null for jobs that prove nothing (setup). */
  readonly key: Digest | null
  readonly definition: Digest | null
  readonly inputs: Digest | null
  /** Null where it was recorded before such things were. */
  readonly detail: JobDetail | null
}

/** What people are shown of a job besides: its place in the graph, and what its reports say. */
export interface JobDetail extends JobReports {
  readonly kind: PlannedJob["kind"]
  readonly needs: readonly JobId[]
  /** Per cent of lines below which it fails. */
  readonly coverageMinimum: number | null
  readonly flaky: Flaky | null
  /** The run that its result was taken over from, or that it was not needed in; null where it ran, or could not. */
  readonly restored: { readonly run: string | null; readonly builder: string | null } | null
}

export interface LogChunk {
  readonly id: number
  readonly job: string
  readonly text: string
}

export interface RunStore {
  create(run: NewRun): Promise<RunRecord>
  get(id: number): Promise<RunRecord | undefined>
  /** Newest first; `before`: only those with a smaller number. */
  latest(limit: number, before?: number): Promise<readonly RunRecord[]>
  /** Waiting or running, oldest first. */
  unfinished(): Promise<readonly RunRecord[]>
  ofEvent(seq: number): Promise<readonly RunRecord[]>
  /** Of these deployments, oldest first. */
  ofDeployments(ids: readonly number[]): Promise<readonly RunRecord[]>
  /** Whose ref contains a text, upper and lower case alike, or whose commit begins with it. Newest first. */
  search(text: string, limit: number): Promise<readonly RunRecord[]>
  update(
    id: number,
    change: Partial<Pick<RunRecord, "status" | "attempt" | "startedAt" | "endedAt" | "message" | "canceledBy">>,
  ): Promise<void>
  /** Inserts or replaces the job's row. */
  saveJob(job: RunJobRecord): Promise<void>
  jobs(run: number): Promise<readonly RunJobRecord[]>
  /** Forgets the jobs and logs of an earlier attempt. */
  clear(run: number): Promise<void>
  appendLog(run: number, job: string, text: string): Promise<void>
  /** Chunks after an id, oldest first. */
  readLog(
    run: number,
    options: { readonly job?: string; readonly after?: number; readonly limit: number },
  ): Promise<readonly LogChunk[]>
  /** The chunk in which a line of a job's log begins (from 0), and the line that the chunk begins in; undefined: there is none. */
  chunkOfLine(run: number, job: string, line: number): Promise<{ id: number; firstLine: number } | undefined>
  /** How many lines a job has printed, one that has not ended included. */
  countLines(run: number, job: string): Promise<number>
}
