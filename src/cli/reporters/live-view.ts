import type { JobId } from "../../core/plan/plan.ts"
import { formatDuration } from "../../core/shared/duration.ts"

export interface LiveJob {
  readonly job: JobId
  readonly startedAt: number
  readonly attempt: number
  /** Sanitised, without colours. */
  readonly lastLine: string
}

export interface LiveState {
  readonly running: readonly LiveJob[]
  readonly ended: number
  readonly total: number
  readonly now: number
  readonly frame: number
}

export interface Size {
  readonly columns: number
  readonly rows: number
}

const FRAMES = ["◐", "◓", "◑", "◒"]

/** The lines of the region that is redrawn: one for each running job, as many as fit, then the count. */
export function liveView({ running, ended, total, now, frame }: LiveState, { columns, rows }: Size): readonly string[] {
  const room = Math.max(1, rows - 3)
  const shown = running.length > room ? running.slice(0, room - 1) : running
  const more = running.length - shown.length
  const nameWidth = Math.min(Math.max(0, ...shown.map(({ job }) => job.length)), Math.max(8, Math.floor(columns / 2)))
  const sign = FRAMES[frame % FRAMES.length]
  const lines = shown.map(({ job, startedAt, attempt, lastLine }) => {
    const name = fit(job, nameWidth).padEnd(nameWidth)
    const again = attempt > 1 ? ` (attempt ${attempt})` : ""
    return `${sign} ${name}  ${elapsed(now - startedAt)}${again}  ${lastLine}`
  })
  if (more > 0) lines.push(`  and ${more} more`)
  lines.push(`  ${ended} of ${total} done, ${running.length} running; Ctrl-C stops`)
  return lines.map((line) => fit(line, columns - 1))
}

/** Whole seconds below a minute: tenths would only flicker. */
function elapsed(milliseconds: number): string {
  return milliseconds < 60_000 ? `${Math.floor(milliseconds / 1000)} s` : formatDuration(milliseconds)
}

function fit(text: string, width: number): string {
  const characters = [...text]
  if (characters.length <= width) return text
  return width < 2 ? characters.slice(0, Math.max(0, width)).join("") : `${characters.slice(0, width - 1).join("")}…`
}
