import { shownLine } from "../../core/run/job-log/log-line.ts"
import { logMark } from "../../core/run/job-log/log-marks.ts"
import { type LogOutline, OutlineMaker } from "../../core/run/job-log/log-outline.ts"
import { ok, type Result } from "../../core/shared/result.ts"
import { eachLine, findJob, type LogRequest } from "./read-log.ts"
import type { ServerPorts } from "./server-ports.ts"

/** How many places of a search are told. */
export const MOST_MATCHES = 1000

/** Lines that are looked through before others get their turn. */
const AT_ONCE = 20_000

/** Groups and the first error of a job's log. */
export async function outlineLog(ports: Pick<ServerPorts, "store">, request: LogRequest): Promise<Result<LogOutline>> {
  const found = await findJob(ports, request)
  if (!found.ok) return found
  const maker = new OutlineMaker()
  let lines = 0
  for await (const { line, text } of eachLine(ports, request, 0)) {
    maker.take(line, logMark(shownLine(text, { colour: false })))
    lines = line + 1
    if (lines % AT_ONCE === 0) await othersTurn()
  }
  return ok(maker.outline(lines))
}

/** Lines of a job's log that contain a text, upper and lower case alike. */
export interface LogMatches {
  /** From 0, in their order; the first {@link MOST_MATCHES}. */
  readonly lines: readonly number[]
  readonly hasMore: boolean
}

export async function searchLog(
  ports: Pick<ServerPorts, "store">,
  request: LogRequest,
  wanted: string,
): Promise<Result<LogMatches>> {
  const found = await findJob(ports, request)
  if (!found.ok) return found
  const lower = wanted.toLowerCase()
  const lines: number[] = []
  for await (const { line, text } of eachLine(ports, request, 0)) {
    if (shownLine(text, { colour: false }).toLowerCase().includes(lower)) {
      if (lines.length === MOST_MATCHES) return ok({ lines, hasMore: true })
      lines.push(line)
    }
    if (line % AT_ONCE === 0) await othersTurn()
  }
  return ok({ lines, hasMore: false })
}

/** The store may answer without ever waiting, and a long log would keep everybody else from being answered. */
function othersTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
