import { shownLine } from "../../core/run/job-log/log-line.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import { isTerminal } from "../../core/shared/status.ts"
import type { ServerPorts } from "./server-ports.ts"

type LogPorts = Pick<ServerPorts, "store">

/** Chunks read from the store at a time. */
const CHUNKS = 50

export interface LogRequest {
  readonly run: number
  readonly job: string
}

/** Some lines of a job's log. */
export interface LogLines {
  /** The first one's place, from 0. */
  readonly from: number
  /** Colours are left in them as SGR sequences; nothing else that commands a terminal is. */
  readonly lines: readonly string[]
  /** How many there are by now, one that has not ended included. */
  readonly total: number
  /** No more will come. */
  readonly isWhole: boolean
}

/** Lines `from` to `from + count` of what a job has printed. */
export async function readLogLines(
  ports: LogPorts,
  request: LogRequest,
  { from, count }: { readonly from: number; readonly count: number },
): Promise<Result<LogLines>> {
  const { run, job } = request
  const found = await findJob(ports, request)
  if (!found.ok) return found
  const total = await ports.store.runs.countLines(run, job)
  const lines: string[] = []
  for await (const { line, text } of eachLine(ports, request, from)) {
    if (line >= from + count || line >= total) break
    lines.push(shownLine(text, { colour: true }))
  }
  return ok({ from, lines, total, isWhole: found.value })
}

/** Whether a job has ended; a failure where there is none of that name. */
export async function findJob({ store }: LogPorts, { run, job }: LogRequest): Promise<Result<boolean>> {
  const found = (await store.runs.jobs(run)).find((one) => one.job === job)
  if (found) return ok(isTerminal(found.status))
  return fail("run-unknown", `run ${run} has no job '${job}'`, { hint: `slipway runs show ${run}` })
}

/** The lines of a job's log from one on, as they were printed. */
export async function* eachLine(
  { store }: LogPorts,
  { run, job }: LogRequest,
  from: number,
): AsyncGenerator<{ readonly line: number; readonly text: string }> {
  const first = await store.runs.chunkOfLine(run, job, from)
  if (!first) return
  let line = first.firstLine
  let unfinished = ""
  for (let after = first.id - 1; ; ) {
    const chunks = await store.runs.readLog(run, { job, after, limit: CHUNKS })
    for (const chunk of chunks) {
      const [start = "", ...rest] = chunk.text.split("\n")
      unfinished += start
      for (const next of rest) {
        if (line >= from) yield { line, text: unfinished }
        line++
        unfinished = next
      }
    }
    const last = chunks.at(-1)
    if (!last || chunks.length < CHUNKS) break
    after = last.id
  }
  if (unfinished !== "" && line >= from) yield { line, text: unfinished }
}
