import type { JobEnded } from "../../app/run-event.ts"
import { sanitise } from "../../core/shared/sanitise.ts"
import { LineSplitter } from "./line-splitter.ts"
import { LineTail } from "./line-tail.ts"

/** Characters of one job that wait for its turn. Beyond it the oldest are dropped: what went wrong stands at the end. */
const MOST_WAITING = 4 * 1024 * 1024
const LAST_LINES = 100

/** The lines of one job, kept until they are taken. */
export class JobLines {
  readonly #colour: boolean
  readonly #splitter = new LineSplitter()
  readonly #tail = new LineTail(LAST_LINES)
  #waiting: string[] = []
  #size = 0
  #dropped = 0
  ended: JobEnded | undefined

  constructor({ colour }: { readonly colour: boolean }) {
    this.#colour = colour
  }

  push(chunk: Buffer): void {
    for (const line of this.#splitter.push(chunk)) this.#add(sanitise(line, { colour: this.#colour }))
  }

  /** A line that is not the job's own. */
  say(line: string): void {
    this.#endLine()
    this.#add(line)
  }

  end(ended: JobEnded): void {
    this.#endLine()
    this.ended = ended
  }

  /** What has come since the last time. */
  take(): readonly string[] {
    const lines = this.#dropped === 0 ? this.#waiting : [`… ${this.#dropped} lines before`, ...this.#waiting]
    this.#waiting = []
    this.#size = 0
    this.#dropped = 0
    return lines
  }

  last(count: number): readonly string[] {
    return this.#tail.lines.slice(-count)
  }

  #endLine(): void {
    for (const line of this.#splitter.end()) this.#add(sanitise(line, { colour: this.#colour }))
  }

  #add(line: string): void {
    this.#tail.push(line)
    this.#waiting.push(line)
    this.#size += line.length + 1
    if (this.#size > MOST_WAITING) this.#dropHalf()
  }

  /** In bulk: dropping line by line would move the whole array each time. */
  #dropHalf(): void {
    let first = 0
    while (this.#size > MOST_WAITING / 2) this.#size -= (this.#waiting[first++]?.length ?? 0) + 1
    this.#waiting.splice(0, first)
    this.#dropped += first
  }
}
