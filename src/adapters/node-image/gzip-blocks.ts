import { crc32 } from "node:zlib"
import { deflateSync } from "fflate"
import { COMPRESSION_LEVEL } from "../../core/image/builder-version.ts"

/** Bytes of a layer that are compressed together. */
export const BLOCK = 1024 * 1024

/** Deflate, no name, no time, no hint at how hard it was compressed, of Unix (RFC 1952, 2.3.1). */
const HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3)
/** Bytes of CRC-32 and length. */
const TRAILER = 8

/**
 * Compresses one block of a layer as a gzip member of its own; members one after the other are one gzip file (RFC 1952,
 * 2.2). So blocks can be compressed side by side, and the bytes depend on nothing but the content.
 */
export function gzipBlock(block: Uint8Array): Uint8Array<ArrayBuffer> {
  const deflated = deflateSync(block, { level: COMPRESSION_LEVEL })
  const member = new Uint8Array(HEADER.length + deflated.length + TRAILER)
  member.set(HEADER)
  member.set(deflated, HEADER.length)
  const trailer = new DataView(member.buffer, HEADER.length + deflated.length)
  // The sum, unlike compressed bytes, is the same whoever works it out; natively at once.
  trailer.setUint32(0, crc32(block), true)
  trailer.setUint32(4, block.byteLength, true)
  return member
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
