import type { Writable } from "node:stream"
import { writeAll } from "./write-all.ts"

const HIDE_CURSOR = "\u001b[?25l"
const SHOW_CURSOR = "\u001b[?25h"
/** Without wrapping, a line that is wider than counted is clipped and cannot shift the region. */
const NO_WRAP = "\u001b[?7l"
const WRAP = "\u001b[?7h"
const CLEAR_BELOW = "\u001b[J"

/** Lines at the bottom of a terminal that are redrawn in place, below text that stays. */
export class LiveRegion {
  readonly #stream: Writable
  #height = 0
  #isOpen = false

  constructor(stream: Writable) {
    this.#stream = stream
  }

  /** Prints lines that stay, and the region below them anew. */
  async draw(lasting: readonly string[], region: readonly string[]): Promise<void> {
    const start = this.#isOpen ? "" : HIDE_CURSOR
    this.#isOpen = true
    const text = start + this.#erase() + lines(lasting) + NO_WRAP + lines(region) + WRAP
    this.#height = region.length
    await writeAll(this.#stream, text)
  }

  /** Removes the region and gives the cursor back. */
  close(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    if (!this.#stream.destroyed) this.#stream.write(this.#erase() + SHOW_CURSOR)
    this.#height = 0
  }

  #erase(): string {
    return this.#height === 0 ? "" : `\u001b[${this.#height}A\r${CLEAR_BELOW}`
  }
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join("")
}
