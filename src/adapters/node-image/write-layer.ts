import { createHash } from "node:crypto"
import { posix } from "node:path"
import { Gzip } from "fflate"
import { COMPRESSION_LEVEL } from "../../core/image/builder-version.ts"
import type { ApplicationLayer } from "../../core/image/image-config.ts"
import { LAYER_ANNOTATION } from "../../core/image/image-config.ts"
import { type Descriptor, MEDIA_TYPE } from "../../core/image/manifest.ts"
import { END_OF_ARCHIVE, encodeTarHeader, paddingOf } from "../../core/image/tar-header.ts"
import type { Digest } from "../../core/shared/digest.ts"
import { ok, type Result } from "../../core/shared/result.ts"
import type { ImageRegistry } from "../../ports/image-registry.ts"
import type { LayerEntry } from "./layer-entry.ts"

export interface WrittenLayer {
  readonly kind: ApplicationLayer
  readonly descriptor: Descriptor
  /** Digest of the layer before compression. */
  readonly diffId: Digest
}

/** Files read ahead of the one that is being compressed. */
const READ_AHEAD = 16
/** fflate's output depends on how its input is cut: it is always cut the same way. */
const CHUNK = 256 * 1024

/**
 * Writes a layer into the registry as it is made; no more than a few files are in memory. Its bytes depend on the entries'
 * paths, kinds and contents alone: not on their order, times, owners or the machine.
 */
export async function writeLayer(
  registry: ImageRegistry,
  kind: ApplicationLayer,
  entries: readonly LayerEntry[],
  signal: AbortSignal,
): Promise<Result<WrittenLayer>> {
  const hash = createHash("sha256")
  const stored = await registry.putBlob(
    compressed(chunked(archive(entries, signal)), (chunk) => {
      hash.update(chunk)
    }),
  )
  if (!stored.ok) return stored
  const annotations = { [LAYER_ANNOTATION]: kind }
  return ok({
    kind,
    descriptor: { mediaType: MEDIA_TYPE.layer, ...stored.value, annotations },
    diffId: `sha256:${hash.digest("hex")}`,
  })
}

async function* archive(entries: readonly LayerEntry[], signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const folders = new Set<string>()
  const sorted = entries.toSorted((a, b) => (a.path < b.path ? -1 : 1))
  const contents = readAhead(sorted)
  for (const entry of sorted) {
    signal.throwIfAborted()
    for (const folder of foldersAbove(entry.path)) {
      if (!folders.has(folder)) yield encodeTarHeader({ kind: "directory", path: folder })
      folders.add(folder)
    }
    const content = (await contents.next()).value ?? new Uint8Array()
    yield encodeTarHeader(entry.kind === "file" ? { ...entry, size: content.byteLength } : entry)
    yield content
    yield paddingOf(content.byteLength)
  }
  yield END_OF_ARCHIVE
}

async function* readAhead(entries: readonly LayerEntry[]): AsyncGenerator<Uint8Array> {
  const pending: Promise<Uint8Array>[] = []
  let next = 0
  while (next < entries.length || pending.length > 0) {
    while (next < entries.length && pending.length < READ_AHEAD) {
      const entry = entries[next++]
      const content = entry?.kind === "file" ? entry.read() : Promise.resolve(new Uint8Array())
      content.catch(() => undefined)
      pending.push(content)
    }
    const first = pending.shift()
    if (first) yield await first
  }
}

function foldersAbove(path: string): readonly string[] {
  const folder = posix.dirname(path)
  return folder === "." ? [] : [...foldersAbove(folder), folder]
}

async function* chunked(parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = []
  let size = 0
  for await (const part of parts) {
    for (let at = 0; at < part.byteLength; ) {
      const piece = part.subarray(at, at + CHUNK - size)
      waiting.push(piece)
      size += piece.byteLength
      at += piece.byteLength
      if (size < CHUNK) continue
      yield Buffer.concat(waiting)
      waiting = []
      size = 0
    }
  }
  yield Buffer.concat(waiting)
}

async function* compressed(
  chunks: AsyncIterable<Uint8Array>,
  onChunk: (chunk: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  let made: Uint8Array[] = []
  const gzip = new Gzip({ level: COMPRESSION_LEVEL, mtime: 0 }, (part) => {
    made.push(part)
  })
  for await (const chunk of chunks) {
    onChunk(chunk)
    gzip.push(chunk)
    yield* made
    made = []
  }
  gzip.push(new Uint8Array(), true)
  yield* made
}
