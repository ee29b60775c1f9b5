import type { Writable } from "node:stream"
import { writeAll } from "./write-all.ts"

/** Characters that are not held back any longer. */
const LARGE = 16 * 1024

/** Writes what comes within one turn of the event loop in one go: thousands of lines at once cost little. */
export class BufferedWriter {
  readonly #stream: Writable
  #text = ""
  #timer: NodeJS.Immediate | undefined
  #last: Promise<void> = Promise.resolve()

  constructor(stream: Writable) {
    this.#stream = stream
  }

  /** Resolves once there is room for more; rejects, also for what was written before, when nobody reads any more. */
  write(text: string): Promise<void> {
    this.#text += text
    if (this.#text.length >= LARGE) return this.flush()
    this.#timer ??= setImmediate(() => void this.flush().catch(() => {}))
    return this.#last
  }

  /** Writes what is held back. */
  flush(): Promise<void> {
    clearImmediate(this.#timer)
    this.#timer = undefined
    const text = this.#text
    this.#text = ""
    this.#last = Promise.all([this.#last, writeAll(this.#stream, text)]).then(() => undefined)
    return this.#last
  }
}
