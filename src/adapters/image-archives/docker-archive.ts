import { END_OF_ARCHIVE, encodeTarHeader, paddingOf } from "../../core/image/tar-header.ts"
import { hexOf } from "../../core/shared/digest.ts"
import { unwrap } from "../../core/shared/result.ts"
import type { Descriptor, ImageRegistry, Manifest } from "../../ports/image-registry.ts"

export type Layers = Pick<ImageRegistry, "readManifest" | "streamBlob">

/** An image in the form of `docker save`, as a tar archive. `tags`: what engines call it, `web:v1.2.0`. */
export async function* dockerArchive(
  registry: Layers,
  { config, layers }: Manifest,
  tags: readonly string[] = [],
): AsyncGenerator<Uint8Array> {
  const configName = `${hexOf(config.digest)}.json`
  const layerName = ({ digest }: Descriptor) => `${hexOf(digest)}.tar`
  const content = [{ Config: configName, RepoTags: tags.length === 0 ? null : tags, Layers: layers.map(layerName) }]
  yield* smallFile("manifest.json", JSON.stringify(content))
  const stored = new Map([[configName, config], ...layers.map((layer) => [layerName(layer), layer] as const)])
  for (const [name, descriptor] of stored) yield* blobFile(registry, name, descriptor)
  yield END_OF_ARCHIVE
}

/** An entry of an archive with this text. */
export function* smallFile(path: string, text: string): Generator<Uint8Array> {
  const content = Buffer.from(text)
  yield fileHeader(path, content.length)
  yield content
  yield paddingOf(content.length)
}

/** An entry of an archive that holds a blob; it is checked on its way. */
export async function* blobFile(
  registry: Layers,
  path: string,
  { digest, size }: Pick<Descriptor, "digest" | "size">,
): AsyncGenerator<Uint8Array> {
  yield fileHeader(path, size)
  yield* unwrap(await registry.streamBlob(digest))
  yield paddingOf(size)
}

function fileHeader(path: string, size: number): Buffer {
  return encodeTarHeader({ kind: "file", path, isExecutable: false, size })
}
