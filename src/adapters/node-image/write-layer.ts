import { createHash } from "node:crypto"
import { setImmediate } from "node:timers/promises"
import type { ApplicationLayer } from "../../core/image/image-config.ts"
import { LAYER_ANNOTATION } from "../../core/image/image-config.ts"
import { type Descriptor, MEDIA_TYPE } from "../../core/image/manifest.ts"
import type { Digest } from "../../core/shared/digest.ts"
import { ok, type Result } from "../../core/shared/result.ts"
import type { ImageRegistry } from "../../ports/image-registry.ts"
import { BLOCK, blocksOf, gzipBlock, type SpareBlocks } from "./gzip-blocks.ts"
import type { CompressedBlock } from "./gzip-threads.ts"
import { layerArchive } from "./layer-archive.ts"
import type { LayerEntry } from "./layer-entry.ts"

export interface WrittenLayer {
  readonly kind: ApplicationLayer
  readonly descriptor: Descriptor
  /** Digest of the layer before compression. */
  readonly diffId: Digest
}

/** Writes a layer into the registry as it is made; no more than a few blocks of it are in memory. */
export async function writeLayer(
  registry: ImageRegistry,
  kind: ApplicationLayer,
  entries: readonly LayerEntry[],
  signal: AbortSignal,
): Promise<Result<WrittenLayer>> {
  const hash = createHash("sha256")
  const spare: SpareBlocks = []
  const blocks = hashed(blocksOf(layerArchive(entries), spare), hash)
  const stored = await registry.putBlob(compressed(blocks, spare, signal))
  if (!stored.ok) return stored
  const annotations = { [LAYER_ANNOTATION]: kind }
  return ok({
    kind,
    descriptor: { mediaType: MEDIA_TYPE.layer, ...stored.value, annotations },
    diffId: `sha256:${hash.digest("hex")}`,
  })
}

function* hashed(blocks: Iterable<Uint8Array>, hash: { update(data: Uint8Array): unknown }): Generator<Uint8Array> {
  for (const block of blocks) {
    hash.update(block)
    yield block
  }
}

/** A layer of one block is compressed here, which is sooner done than a thread is started. */
async function* compressed(
  blocks: Generator<Uint8Array>,
  spare: SpareBlocks,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  signal.throwIfAborted()
  const first = blocks.next()
  if (first.done) return
  if (first.value.byteLength < BLOCK) {
    yield gzipBlock(first.value)
    return
  }
  const { GzipThreads } = await import("./gzip-threads.ts")
  await using threads = new GzipThreads()
  const pending = [threads.compress(first.value)]
  for (const block of blocks) {
    signal.throwIfAborted()
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
