import { gzipSync } from "fflate"
import { COMPRESSION_LEVEL } from "../../core/image/builder-version.ts"

/** Bytes of a layer that are compressed together. */
export const BLOCK = 1024 * 1024

/**
 * Compresses one block of a layer as a gzip member of its own; members one after the other are one gzip file (RFC 1952,
 * 2.2). So blocks can be compressed side by side, and the bytes depend on nothing but the content.
 */
export function gzipBlock(block: Uint8Array): Uint8Array<ArrayBuffer> {
  return gzipSync(block, { level: COMPRESSION_LEVEL, mtime: 0 })
}

/** Blocks whose content is not needed any more, to be filled again: the collector is in no hurry to free large ones. */
export type SpareBlocks = Uint8Array[]

/** Cuts pieces into blocks, all of the same size but the last. Each is the receiver's own. */
export class BlockCutter {
  readonly #spare: SpareBlocks
  #block: Uint8Array
  #size = 0

  constructor(spare: SpareBlocks) {
    this.#spare = spare
    this.#block = this.#empty()
  }

  /** Takes a piece, and gives the blocks that are full by it. */
  *cut(piece: Uint8Array): Generator<Uint8Array> {
    for (let at = 0; at < piece.byteLength; ) {
      const part = piece.subarray(at, at + BLOCK - this.#size)
      this.#block.set(part, this.#size)
      this.#size += part.byteLength
      at += part.byteLength
      if (this.#size < BLOCK) continue
      yield this.#block
      this.#block = this.#empty()
      this.#size = 0
    }
  }

  /** What is left at the end. */
  *rest(): Generator<Uint8Array> {
    if (this.#size > 0) yield this.#block.subarray(0, this.#size)
  }

  #empty(): Uint8Array {
    return this.#spare.pop() ?? new Uint8Array(BLOCK)
  }
}

export function* blocksOf(pieces: Iterable<Uint8Array>, spare: SpareBlocks): Generator<Uint8Array, void> {
  const cutter = new BlockCutter(spare)
  for (const piece of pieces) yield* cutter.cut(piece)
  yield* cutter.rest()
}

export async function* blocksOfStream(
  pieces: AsyncIterable<Uint8Array>,
  spare: SpareBlocks,
): AsyncGenerator<Uint8Array, void> {
  const cutter = new BlockCutter(spare)
  for await (const piece of pieces) yield* cutter.cut(piece)
  yield* cutter.rest()
}
