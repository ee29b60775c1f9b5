import { createHash, type Hash } from "node:crypto"
import { setImmediate } from "node:timers/promises"
import type { ApplicationLayer } from "../../core/image/image-config.ts"
import { LAYER_ANNOTATION } from "../../core/image/image-config.ts"
import { type Descriptor, MEDIA_TYPE } from "../../core/image/manifest.ts"
import type { Digest } from "../../core/shared/digest.ts"
import { ok, type Result } from "../../core/shared/result.ts"
import type { ImageRegistry } from "../../ports/image-registry.ts"
import { BLOCK, blocksOf, blocksOfStream, gzipBlock, type SpareBlocks } from "./gzip-blocks.ts"
import type { CompressedBlock } from "./gzip-threads.ts"

export interface WrittenLayer {
  readonly kind: ApplicationLayer
  readonly descriptor: Descriptor
  /** Digest of the layer before compression. */
  readonly diffId: Digest
}

/** The pieces of an archive, good until the next is asked for. */
export type ArchivePieces = Iterable<Uint8Array> | AsyncIterable<Uint8Array>

/** Writes a layer into the registry as its archive is made; no more than a few blocks of it are in memory. */
export async function writeLayer(
  registry: ImageRegistry,
  kind: ApplicationLayer,
  archive: ArchivePieces,
  signal: AbortSignal,
): Promise<Result<WrittenLayer>> {
  const hash = createHash("sha256")
  const spare: SpareBlocks = []
  const blocks = Symbol.iterator in archive ? blocksOf(archive, spare) : blocksOfStream(archive, spare)
  const stored = await registry.putBlob(compressed(blocks, { hash, spare, signal }))
  if (!stored.ok) return stored
  const annotations = { [LAYER_ANNOTATION]: kind }
  return ok({
    kind,
    descriptor: { mediaType: MEDIA_TYPE.layer, ...stored.value, annotations },
    diffId: `sha256:${hash.digest("hex")}`,
  })
}

type Blocks = Generator<Uint8Array, void> | AsyncGenerator<Uint8Array, void>

interface Compression {
  /** Told what is compressed. */
  readonly hash: Hash
  readonly spare: SpareBlocks
  readonly signal: AbortSignal
}

/** A layer of one block is compressed here, which is sooner done than a thread is started. */
async function* compressed(blocks: Blocks, { hash, spare, signal }: Compression): AsyncGenerator<Uint8Array> {
  try {
    signal.throwIfAborted()
    const first = await blocks.next()
    if (first.done) return
    hash.update(first.value)
    if (first.value.byteLength < BLOCK) yield gzipBlock(first.value)
    else yield* compressedByThreads(first.value, blocks, { hash, spare, signal })
  } finally {
    await blocks.return(undefined)
  }
}

async function* compressedByThreads(
  first: Uint8Array,
  blocks: Blocks,
  { hash, spare, signal }: Compression,
): AsyncGenerator<Uint8Array> {
  const { GzipThreads } = await import("./gzip-threads.ts")
  await using threads = new GzipThreads()
  const pending = [threads.compress(first)]
  for await (const block of blocks) {
    signal.throwIfAborted()
    hash.update(block)
    pending.push(threads.compress(block))
    if (pending.length > 2 * threads.size) yield* settled(pending.shift(), spare)
    // Others get their turn between two blocks.
    await setImmediate()
  }
  for (const last of pending) yield* settled(last, spare)
}

/** What was yielded is written by the time that the next is asked for: its memory is freed at once. */
async function* settled(pending: Promise<CompressedBlock> | undefined, spare: SpareBlocks): AsyncGenerator<Uint8Array> {
  const done = await pending
  if (!done) return
  yield done.compressed
  done.compressed.buffer.transfer(0)
  if (done.block.byteLength === BLOCK) spare.push(done.block)
}
