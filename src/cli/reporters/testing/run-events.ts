import { Writable } from "node:stream"
import type { JobEnded, JobOutput, JobStarted, RunEnded, RunStarted } from "../../../app/run-event.ts"
import type { TerminalStatus } from "../../../core/shared/status.ts"

/** Events of runs that reporters are shown. */
export function runStarted(...jobs: readonly string[]): RunStarted {
  const planned = jobs.map((id) => ({ id, kind: "job", needs: [] }) as const)
  return { type: "run-started", at: 1000, ref: "refs/heads/main", commit: "c".repeat(40), jobs: planned }
}

export function jobStarted(job: string, more: Partial<JobStarted> = {}): JobStarted {
  return { type: "job-started", at: 1000, job, attempt: 1, ...more }
}

export function jobOutput(job: string, text: string): JobOutput {
  return { type: "job-output", at: 2000, job, chunk: Buffer.from(text) }
}

export function jobEnded(job: string, status: TerminalStatus, more: Partial<JobEnded> = {}): JobEnded {
  const results = { coverage: null, tests: null, findings: null, flaky: null, restored: null }
  const times = { at: 3000, startedAt: 1000, durations: { waited: 0, ran: 2000 } }
  return { type: "job-ended", job, status, attempt: 1, exitCode: null, message: null, ...results, ...times, ...more }
}

export function runEnded(status: TerminalStatus): RunEnded {
  return { type: "run-ended", at: 4000, status, duration: 3000 }
}

/** A stream that keeps what is written to it. */
export class TextSink extends Writable {
  text = ""

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString()
    done()
  }

  /** What was written since the last time. */
  take(): string {
    const { text } = this
    this.text = ""
    return text
  }
}
