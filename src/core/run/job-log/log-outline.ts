import type { LogMark } from "./log-marks.ts"

/** Lines that belong together. `from` is the line with the title, `to` the last one; both count from 0. */
export interface LogGroup {
  readonly title: string
  readonly from: number
  readonly to: number
}

/** Where to look in a log. */
export interface LogOutline {
  /** In their order; none lies in another. */
  readonly groups: readonly LogGroup[]
  /** The first line that is marked as an error, else the first that looks like one; null where none does. */
  readonly firstError: number | null
}

/** How many groups are told. */
export const MOST_GROUPS = 2000

/** Gathers an outline from the marks of a log, line by line. A group inside another belongs to that. */
export class OutlineMaker {
  readonly #groups: LogGroup[] = []
  #open: { title: string; from: number; depth: number } | undefined
  #error: number | null = null
  #suspected: number | null = null

  take(line: number, mark: LogMark | null): void {
    if (mark?.kind === "error") this.#error ??= line
    if (mark?.kind === "suspected-error") this.#suspected ??= line
    if (mark?.kind === "group") this.#begin(line, mark.title)
    if (mark?.kind === "end-group") this.#end(line)
  }

  /** `lines`: how many there are; a group that nobody ended goes as far. */
  outline(lines: number): LogOutline {
    const { title, from } = this.#open ?? { title: "", from: lines }
    const last = this.#open ? [{ title, from, to: Math.max(from, lines - 1) }] : []
    return { groups: [...this.#groups, ...last].slice(0, MOST_GROUPS), firstError: this.#error ?? this.#suspected }
  }

  #begin(line: number, title: string): void {
    if (this.#open) this.#open.depth++
    else this.#open = { title, from: line, depth: 1 }
  }

  #end(line: number): void {
    if (!this.#open) return
    this.#open.depth--
    if (this.#open.depth > 0) return
    const { title, from } = this.#open
    if (this.#groups.length < MOST_GROUPS) this.#groups.push({ title, from, to: line })
    this.#open = undefined
  }
}
