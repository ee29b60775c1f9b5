import { EMPTY_JSON, emptyDescriptor, MEDIA_TYPE } from "../core/image/manifest.ts"
import { canonicalJson } from "../core/shared/digest.ts"
import type { Result } from "../core/shared/result.ts"
import type { Descriptor, ImageRegistry } from "../ports/image-registry.ts"

/** Artifact types of the documents that statements can speak about, besides images. */
export const SUBJECT_TYPE = {
  source: "application/vnd.slipway.inputs.v1+json",
  run: "application/vnd.slipway.run-inputs.v1+json",
  review: "application/vnd.slipway.review.v1+json",
  release: "application/vnd.slipway.release.v1+json",
} as const

export type SubjectType = (typeof SUBJECT_TYPE)[keyof typeof SUBJECT_TYPE]

/**
 * Stores a document that statements speak about (source inputs, a release manifest) as an artifact with one layer: its
 * canonical JSON, so that the layer's digest is the document's own. The same document gives the same descriptor.
 */
export async function putSubject(
  registry: ImageRegistry,
  document: object,
  artifactType: SubjectType,
): Promise<Result<Descriptor>> {
  const config = await registry.putBlob(Buffer.from(EMPTY_JSON))
  if (!config.ok) return config
  const layer = await registry.putBlob(Buffer.from(canonicalJson(document)))
  if (!layer.ok) return layer
  return registry.putManifest({
    schemaVersion: 2,
    mediaType: MEDIA_TYPE.manifest,
    artifactType,
    config: emptyDescriptor,
    layers: [{ mediaType: artifactType, ...layer.value }],
  })
}
