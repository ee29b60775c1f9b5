/** The last of what a job prints, in so many bytes at most. */
export class LogTail {
  readonly #limit: number
  #chunks: Buffer[] = []
  #length = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  add(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#length += chunk.length
    if (this.#length > 2 * this.#limit) this.bytes()
  }

  bytes(): Buffer {
    const all = Buffer.concat(this.#chunks)
    const tail = all.subarray(Math.max(0, all.length - this.#limit))
    this.#length = tail.length
    this.#chunks = [tail]
    return tail
  }
}
