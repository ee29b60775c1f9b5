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

/** Cuts a stream of pieces into blocks, all of the same size but the last. Each is the receiver's own. */
export function* blocksOf(pieces: Iterable<Uint8Array>, spare: SpareBlocks): Generator<Uint8Array> {
  let block = spare.pop() ?? new Uint8Array(BLOCK)
  let size = 0
  for (const piece of pieces) {
    for (let at = 0; at < piece.byteLength; ) {
      const part = piece.subarray(at, at + BLOCK - size)
      block.set(part, size)
      size += part.byteLength
      at += part.byteLength
      if (size < BLOCK) continue
      yield block
      block = spare.pop() ?? new Uint8Array(BLOCK)
      size = 0
    }
  }
  if (size > 0) yield block.subarray(0, size)
}
