import type { JobId } from "../../core/plan/plan.ts"
import { formatDuration } from "../../core/shared/duration.ts"
import type { TerminalStatus } from "../../core/shared/status.ts"
import type { Paint } from "../paint.ts"
import { statusSigns } from "./status-signs.ts"
import { fitText, padText, textWidth } from "./text-width.ts"

export interface LiveJob {
  readonly job: JobId
  readonly startedAt: number
  readonly attempt: number
  /** Sanitised, without colours. */
  readonly lastLine: string
}

export interface LiveState {
  /** The longest running first. */
  readonly running: readonly LiveJob[]
  readonly ended: readonly TerminalStatus[]
  readonly total: number
  readonly startedAt: number
  readonly now: number
  readonly frame: number
}

export interface Size {
  readonly columns: number
  readonly rows: number
}

const FRAMES = ["◐", "◓", "◑", "◒"]
/** Rows that stay free for what has ended. */
const ROWS_ABOVE = 3
const BAR = 20
const HINT = "Ctrl-C stops"
const NARROWEST_NAME = 8

/** The lines of the region that is redrawn: one for each running job, as many as fit, then how far the run is. */
export function liveView(state: LiveState, { columns, rows }: Size, paint: Paint): readonly string[] {
  const { running, now, frame } = state
  const width = columns - 1
  const room = Math.max(1, rows - ROWS_ABOVE)
  const shown = running.length > room ? running.slice(0, room - 1) : running
  const more = running.length - shown.length
  const widest = Math.max(0, ...shown.map(({ job }) => textWidth(job)))
  const nameWidth = Math.min(widest, Math.max(NARROWEST_NAME, Math.floor(columns / 2)))
  const times = shown.map((job) => timeOf(job, now))
  const timeWidth = Math.max(0, ...times.map((time) => time.length))
  const lines = shown.map(({ job, lastLine }, index) => {
    const begin = ` ${padText(fitText(job, nameWidth), nameWidth)}  ${(times[index] ?? "").padStart(timeWidth)}`
    const left = width - 1 - textWidth(begin)
    const sign = FRAMES[frame % FRAMES.length] ?? ""
    const end = left > 4 ? paint("dim", fitText(`  ${lastLine}`, left)) : ""
    return `${paint("cyan", sign)}${fitText(begin, width - 1)}${end}`
  })
  if (more > 0) lines.push(fitText(`  and ${more} more`, width))
  return [...lines, progressLine(state, width, paint)]
}

/** Whole seconds: tenths would only flicker. */
function timeOf({ startedAt, attempt }: LiveJob, now: number): string {
  return `${attempt > 1 ? `attempt ${attempt}, ` : ""}${elapsed(now - startedAt)}`
}

function elapsed(milliseconds: number): string {
  return milliseconds < 60_000 ? `${Math.floor(milliseconds / 1000)} s` : formatDuration(milliseconds)
}

/** `━━━━━─────  12 of 40 done, 1 failed, 2 running  34 s  Ctrl-C stops`, as much of it as there is room for. */
function progressLine({ ended, total, running, startedAt, now }: LiveState, width: number, paint: Paint): string {
  const filled = total === 0 ? BAR : Math.floor((BAR * ended.length) / total)
  const bar = "━".repeat(filled) + "─".repeat(BAR - filled)
  const bad = (["failed", "errored"] as const).flatMap((status) => {
    const count = ended.filter((one) => one === status).length
    return count === 0 ? [] : [{ text: `${count} ${status}`, style: statusSigns[status].style }]
  })
  const counts = [`${ended.length} of ${total} done`, ...bad.map(({ text }) => text), `${running.length} running`]
  const essential = `${counts.join(", ")}  ${elapsed(now - startedAt)}`
  const choices = [`${bar}  ${essential}  ${HINT}`, `  ${essential}  ${HINT}`, `  ${essential}`]
  const plain = choices.find((line) => textWidth(line) <= width)
  if (plain === undefined) return fitText(`  ${essential}`, width)
  return bad.reduce((line, { text, style }) => line.replace(text, paint(style, text)), plain)
}
