/** Looks for secrets in a stream, also where one begins in one chunk and ends in the next. */
export class LeakFinder {
  readonly #secrets: readonly { readonly name: string; readonly bytes: Buffer }[]
  readonly #overlap: number
  #rest: Buffer = Buffer.alloc(0)

  constructor(secrets: Readonly<Record<string, string>>) {
    this.#secrets = Object.entries(secrets).map(([name, value]) => ({ name, bytes: Buffer.from(value.trim()) }))
    this.#overlap = Math.max(0, ...this.#secrets.map(({ bytes }) => bytes.length - 1))
  }

  /** The name of a secret that has come by with this chunk; undefined: none has. */
  push(chunk: Buffer): string | undefined {
    if (this.#secrets.length === 0) return undefined
    const seam = Buffer.concat([this.#rest, chunk.subarray(0, this.#overlap)])
    const found = this.#secrets.find(({ bytes }) => seam.includes(bytes) || chunk.includes(bytes))
    const last = Buffer.concat([this.#rest, chunk.subarray(-this.#overlap || chunk.length)])
    this.#rest = this.#overlap === 0 ? last.subarray(0, 0) : last.subarray(-this.#overlap)
    return found?.name
  }
}
