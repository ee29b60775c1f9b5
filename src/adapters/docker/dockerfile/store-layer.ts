import { createHash } from "node:crypto"
import { pipeline } from "node:stream/promises"
import { createGunzip, createGzip } from "node:zlib"
import { type Descriptor, MEDIA_TYPE } from "../../../core/image/manifest.ts"
import type { Digest } from "../../../core/shared/digest.ts"
import { failure } from "../../../core/shared/failure.ts"
import { FailureError, unwrap } from "../../../core/shared/result.ts"
import type { ImageRegistry } from "../../../ports/image-registry.ts"
import { LeakFinder } from "./leak-finder.ts"

export interface StoredLayer {
  readonly descriptor: Descriptor
  /** Digest of the layer before compression. */
  readonly diffId: Digest
}

export interface LayerTools {
  readonly registry: Pick<ImageRegistry, "putBlob">
  /** Values by name; a layer that holds one is refused. */
  readonly secrets: Readonly<Record<string, string>>
}

const GZIP_MAGIC = Buffer.from([0x1f, 0x8b])
const ZSTD_MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd])

/** Keeps a layer as the engine gives it out: compressed here, unless it is already. It is never in memory as a whole. */
export async function storeLayer(tools: LayerTools, layer: AsyncIterable<Buffer>): Promise<StoredLayer> {
  const { start, all } = await peek(layer)
  if (start.subarray(0, 4).equals(ZSTD_MAGIC)) throw refused("the engine keeps its layers as zstd", ZSTD_HINT)
  const looked = new LookedAt(tools.secrets)
  const content = isGzip(start) ? withUncompressed(all, looked) : compressed(all, looked)
  const stored = unwrap(await tools.registry.putBlob(content))
  return { descriptor: { mediaType: MEDIA_TYPE.layer, ...stored }, diffId: looked.digest() }
}

/** Looks at a layer that is stored already, and keeps nothing of it. Returns the digest of what it is before compression. */
export async function lookAtLayer(
  { secrets }: Pick<LayerTools, "secrets">,
  layer: AsyncIterable<Buffer>,
): Promise<Digest> {
  const { start, all } = await peek(layer)
  const looked = new LookedAt(secrets)
  const content = isGzip(start) ? withUncompressed(all, looked) : seen(all, looked)
  for await (const _ of content);
  return looked.digest()
}

function isGzip(start: Buffer): boolean {
  return start.subarray(0, 2).equals(GZIP_MAGIC)
}

/** Sees a layer's uncompressed bytes: their digest, and that no secret is among them. */
class LookedAt {
  readonly #hash = createHash("sha256")
  readonly #leaks: LeakFinder

  constructor(secrets: LayerTools["secrets"]) {
    this.#leaks = new LeakFinder(secrets)
  }

  see(chunk: Buffer): void {
    this.#hash.update(chunk)
    const leaked = this.#leaks.push(chunk)
    if (leaked !== undefined) throw leakOf(leaked, "a layer")
  }

  digest(): Digest {
    return `sha256:${this.#hash.digest("hex")}`
  }
}

/** The refusal of an image that holds the value of a secret. */
export function leakOf(secret: string, where: string): FailureError {
  return refused(`the image holds the secret ${secret}, in ${where}`, LEAK_HINT)
}

async function* compressed(content: AsyncIterable<Buffer>, looked: LookedAt): AsyncGenerator<Buffer> {
  const gzip = createGzip()
  const written = pipeline(seen(content, looked), gzip)
  // It ends the stream as well.
  written.catch(() => {})
  yield* gzip
  await written
}

async function* seen(content: AsyncIterable<Buffer>, looked: LookedAt): AsyncGenerator<Buffer> {
  for await (const chunk of content) {
    looked.see(chunk)
    yield chunk
  }
}

/** Gives back the bytes as they are, and looks at what they are compressed from. */
async function* withUncompressed(content: AsyncIterable<Buffer>, looked: LookedAt): AsyncGenerator<Buffer> {
  const gunzip = createGunzip()
  const looking = (async () => {
    for await (const chunk of gunzip) looked.see(chunk)
  })()
  looking.catch(() => gunzip.destroy())
  for await (const chunk of content) {
    if (!gunzip.write(chunk)) await Promise.race([new Promise((resolve) => gunzip.once("drain", resolve)), looking])
    yield chunk
  }
  gunzip.end()
  await looking
}

/** The first bytes of a stream, and the stream with them. */
async function peek(
  stream: AsyncIterable<Buffer>,
): Promise<{ readonly start: Buffer; readonly all: AsyncIterable<Buffer> }> {
  const chunks: AsyncIterator<Buffer> = stream[Symbol.asyncIterator]()
  const first = await chunks.next()
  const start = first.done ? Buffer.alloc(0) : first.value
  async function* all() {
    yield start
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value
  }
  return { start, all: all() }
}

function refused(message: string, hint: string): FailureError {
  return new FailureError(failure("image-build-failed", message, { hint }))
}

const LEAK_HINT = "read it with RUN --mount=type=secret,id=..., and write it nowhere"
const ZSTD_HINT = "let Docker keep images in its own store, or compress them with gzip"
