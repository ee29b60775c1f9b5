export interface Whole {
  readonly content: AsyncIterable<Uint8Array>
  readonly size: number
  /** Bytes of each part but the last. */
  readonly piece: number
}

/** Hands a stream on in pieces of known length, one after the other, each a stream of its own. Nothing is kept. */
export async function pieces(
  { content, size, piece }: Whole,
  send: (body: () => AsyncIterable<Uint8Array>, length: number) => Promise<void>,
): Promise<void> {
  const source = content[Symbol.asyncIterator]()
  let rest: Uint8Array = new Uint8Array()
  async function* next(length: number): AsyncGenerator<Uint8Array> {
    for (let left = length; left > 0; ) {
      if (rest.byteLength === 0) {
        const read = await source.next()
        if (read.done) return
        rest = read.value
      }
      const part = rest.subarray(0, left)
      rest = rest.subarray(part.byteLength)
      left -= part.byteLength
      yield part
    }
  }
  try {
    for (let from = 0; from < size; from += piece) {
      const length = Math.min(piece, size - from)
      await send(() => next(length), length)
    }
  } finally {
    await source.return?.()
  }
}
