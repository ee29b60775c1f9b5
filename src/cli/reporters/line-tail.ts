/** The last lines of something long, oldest first, in bounded memory. */
export class LineTail {
  readonly #limit: number
  #lines: string[] = []
  #dropped = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  push(line: string): void {
    this.#lines.push(line)
    // Dropped in bulk: moving the whole array for every line would cost more than the line.
    if (this.#lines.length >= this.#limit * 2) this.#drop()
  }

  #drop(): void {
    this.#dropped += Math.max(0, this.#lines.length - this.#limit)
    this.#lines = this.#lines.slice(-this.#limit)
  }

  get lines(): readonly string[] {
    this.#drop()
    return this.#lines
  }

  get last(): string | undefined {
    return this.#lines.at(-1)
  }

  /** How many lines came before those that are kept. */
  get dropped(): number {
    this.#drop()
    return this.#dropped
  }
}
