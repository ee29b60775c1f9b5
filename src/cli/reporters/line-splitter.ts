import { StringDecoder } from "node:string_decoder"

/** Longer lines are cut: a job that never ends its line must not fill the memory. */
export const LONGEST_LINE = 4096

/**
 * Cuts output that comes in arbitrary pieces into lines. A carriage return starts the line over, as on a terminal, so of
 * a progress display only the last state remains.
 */
export class LineSplitter {
  readonly #decoder = new StringDecoder("utf8")
  #line = ""
  #isCut = false

  /** The lines that are complete now. */
  push(chunk: Buffer): string[] {
    const [first = "", ...rest] = this.#decoder.write(chunk).split("\n")
    this.#append(first)
    const lines: string[] = []
    for (const piece of rest) {
      lines.push(this.#take())
      this.#append(piece)
    }
    return lines
  }

  /** What stands on the line that has no end yet. */
  get open(): string {
    return withoutReturn(this.#line)
  }

  /** The last line, if it has no end; to be called when nothing follows. */
  end(): string[] {
    this.#append(this.#decoder.end())
    return this.#line === "" ? [] : [this.#take()]
  }

  #append(piece: string): void {
    let line = this.#line + piece
    // A return at the very end may belong to a line end whose second half has not come yet.
    const restart = line.length < 2 ? -1 : line.lastIndexOf("\r", line.length - 2)
    if (restart >= 0) {
      line = line.slice(restart + 1)
      this.#isCut = false
    }
    if (line.length > LONGEST_LINE) {
      this.#isCut = true
      line = line.slice(0, LONGEST_LINE) + (line.endsWith("\r") ? "\r" : "")
    }
    this.#line = line
  }

  #take(): string {
    const line = withoutReturn(this.#line) + (this.#isCut ? " …" : "")
    this.#line = ""
    this.#isCut = false
    return line
  }
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line
}
