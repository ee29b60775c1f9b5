import type { Writable } from "node:stream"
import { stripVTControlCharacters } from "node:util"
import { textWidth } from "./text-width.ts"
import { writeAll } from "./write-all.ts"

const HIDE_CURSOR = "\u001b[?25l"
const SHOW_CURSOR = "\u001b[?25h"
/** Without wrapping, a line that is wider than counted is clipped and cannot shift the region. */
const NO_WRAP = "\u001b[?7l"
const WRAP = "\u001b[?7h"
const CLEAR_LINE = "\u001b[K"
const CLEAR_BELOW = "\u001b[J"

/** Lines at the bottom of a terminal that are redrawn in place, below text that stays. */
export class LiveRegion {
  readonly #stream: Writable
  readonly #columns: () => number
  /** Widths of the lines that are drawn. */
  #widths: readonly number[] = []
  #isOpen = false

  /** `columns`: the terminal's width now. */
  constructor(stream: Writable, columns: () => number) {
    this.#stream = stream
    this.#columns = columns
  }

  /** Prints lines that stay, and the region below them anew. */
  async draw(lasting: readonly string[], region: readonly string[]): Promise<void> {
    const start = this.#isOpen ? "" : HIDE_CURSOR
    this.#isOpen = true
    // Line by line in place: a region that is cleared first flickers.
    const stay = lasting.length === 0 ? "" : this.#cleared() + lines(lasting)
    const moving = NO_WRAP + lines(region.map((line) => CLEAR_LINE + line)) + WRAP + CLEAR_BELOW
    const text = start + up(this.#height) + stay + moving
    this.#widths = region.map((line) => textWidth(stripVTControlCharacters(line)))
    await writeAll(this.#stream, text)
  }

  /** Removes the region and gives the cursor back. */
  close(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    if (!this.#stream.destroyed) this.#stream.write(up(this.#height) + CLEAR_BELOW + SHOW_CURSOR)
    this.#widths = []
  }

  /** Rows that the region takes: a terminal that became narrower has wrapped its lines. */
  get #height(): number {
    const columns = Math.max(1, this.#columns())
    return this.#widths.reduce((rows, width) => rows + Math.max(1, Math.ceil(width / columns)), 0)
  }

  /** Not all at once: some terminals would take the cleared lines for text to scroll back to. */
  #cleared(): string {
    return `${CLEAR_LINE}\n`.repeat(this.#height) + up(this.#height)
  }
}

function up(rows: number): string {
  return rows === 0 ? "" : `\u001b[${rows}A\r`
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join("")
}
