import { z } from "zod"
import { type Digest, digestOf, isDigest } from "../shared/digest.ts"

/** Media types of the OCI image specification (media-types.md) that Slipway writes or reads. */
export const MEDIA_TYPE = {
  manifest: "application/vnd.oci.image.manifest.v1+json",
  index: "application/vnd.oci.image.index.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar+gzip",
  empty: "application/vnd.oci.empty.v1+json",
} as const

/** The content of an artifact's config: two bytes (image specification, Guidance for an Empty Descriptor). */
export const EMPTY_JSON = "{}"
export const emptyDescriptor: Descriptor = { mediaType: MEDIA_TYPE.empty, digest: digestOf(EMPTY_JSON), size: 2 }

const digestSchema = z.string().max(100).refine(isDigest)
const mediaTypeSchema = z.string().min(1).max(255)
const annotationsSchema = z.record(z.string(), z.string())

const platformSchema = z.looseObject({ os: z.string().max(100), architecture: z.string().max(100) })

const descriptorSchema = z.looseObject({
  mediaType: mediaTypeSchema,
  digest: digestSchema,
  size: z.number().int().min(0),
  annotations: annotationsSchema.exactOptional(),
  artifactType: mediaTypeSchema.exactOptional(),
  platform: platformSchema.exactOptional(),
})

/** OCI content descriptor (image specification, descriptor.md). */
export interface Descriptor {
  readonly mediaType: string
  readonly digest: Digest
  readonly size: number
  readonly annotations?: Readonly<Record<string, string>>
  readonly artifactType?: string
  readonly platform?: { readonly os: string; readonly architecture: string }
}

/** OCI image manifest (manifest.md); with `subject` it is a referrer, with `artifactType` an artifact. */
export interface Manifest {
  readonly schemaVersion: 2
  readonly mediaType: typeof MEDIA_TYPE.manifest
  readonly artifactType?: string
  readonly config: Descriptor
  readonly layers: readonly Descriptor[]
  readonly subject?: Descriptor
  readonly annotations?: Readonly<Record<string, string>>
}

/** What a registry may hold where a manifest is expected; `mediaType` may be absent there (manifest.md). */
export const manifestSchema = z.looseObject({
  schemaVersion: z.literal(2),
  mediaType: z.literal(MEDIA_TYPE.manifest).default(MEDIA_TYPE.manifest),
  artifactType: mediaTypeSchema.exactOptional(),
  config: descriptorSchema,
  layers: z.array(descriptorSchema).max(10_000),
  subject: descriptorSchema.exactOptional(),
  annotations: annotationsSchema.exactOptional(),
}) satisfies z.ZodType<Manifest>

/** OCI image index (image-index.md): `index.json` of a layout, or an image for several platforms. */
export const indexSchema = z.looseObject({
  schemaVersion: z.literal(2),
  mediaType: z.literal(MEDIA_TYPE.index).exactOptional(),
  manifests: z.array(descriptorSchema).max(1_000_000),
  annotations: annotationsSchema.exactOptional(),
})

export interface ImageIndex {
  readonly schemaVersion: 2
  readonly mediaType?: typeof MEDIA_TYPE.index
  readonly manifests: readonly Descriptor[]
  readonly annotations?: Readonly<Record<string, string>>
}

/** An artifact is anything but an image: it has a type of its own, or speaks about something else. */
export function isArtifact(manifest: Manifest): boolean {
  return manifest.artifactType !== undefined || manifest.subject !== undefined
}

/** What a referrer is filtered by: its artifact type, else its config's media type (distribution specification). */
export function artifactTypeOf(manifest: Manifest): string {
  return manifest.artifactType ?? manifest.config.mediaType
}
