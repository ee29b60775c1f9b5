import type { Descriptor, Manifest } from "../../core/image/manifest.ts"
import { MEDIA_TYPE } from "../../core/image/manifest.ts"
import { END_OF_ARCHIVE } from "../../core/image/tar-header.ts"
import { hexOf } from "../../core/shared/digest.ts"
import { blobFile, type Layers, smallFile } from "./docker-archive.ts"

/** Annotation of an index entry that names it (image specification, annotations.md). */
const REF_NAME = "org.opencontainers.image.ref.name"

export interface ArchivedImage {
  /** Of the image's manifest. */
  readonly descriptor: Descriptor
  readonly manifest: Manifest
  readonly name: string | null
}

/** An image as an image layout in a tar archive (image specification, image-layout.md). */
export async function* ociArchive(
  registry: Layers,
  { descriptor, manifest, name }: ArchivedImage,
): AsyncGenerator<Uint8Array> {
  const { digest, size } = descriptor
  const annotations = { [REF_NAME]: name ?? digest }
  const index = {
    schemaVersion: 2,
    mediaType: MEDIA_TYPE.index,
    manifests: [{ mediaType: MEDIA_TYPE.manifest, digest, size, annotations }],
  }
  yield* smallFile("oci-layout", JSON.stringify({ imageLayoutVersion: "1.0.0" }))
  yield* smallFile("index.json", JSON.stringify(index))
  const parts = [descriptor, manifest.config, ...manifest.layers]
  for (const part of new Map(parts.map((one) => [one.digest, one])).values()) {
    yield* blobFile(registry, `blobs/sha256/${hexOf(part.digest)}`, part)
  }
  yield END_OF_ARCHIVE
}
