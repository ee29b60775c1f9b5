import * as z from "zod/mini"
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

const digestSchema = z.custom<Digest>((value) => typeof value === "string" && isDigest(value))
const mediaTypeSchema = z.string().check(z.minLength(1), z.maxLength(255))
const annotationsSchema = z.record(z.string(), z.string())

const shortSchema = z.string().check(z.maxLength(100))
const platformSchema = z.looseObject({ os: shortSchema, architecture: shortSchema })

const descriptorSchema = z.looseObject({
  mediaType: mediaTypeSchema,
  digest: digestSchema,
  size: z.int().check(z.minimum(0)),
  annotations: z.exactOptional(annotationsSchema),
  artifactType: z.exactOptional(mediaTypeSchema),
  platform: z.exactOptional(platformSchema),
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
  mediaType: z._default(z.literal(MEDIA_TYPE.manifest), MEDIA_TYPE.manifest),
  artifactType: z.exactOptional(mediaTypeSchema),
  config: descriptorSchema,
  layers: z.array(descriptorSchema).check(z.maxLength(10_000)),
  subject: z.exactOptional(descriptorSchema),
  annotations: z.exactOptional(annotationsSchema),
}) satisfies z.ZodMiniType<Manifest>

/** OCI image index (image-index.md): `index.json` of a layout, or an image for several platforms. */
export const indexSchema = z.looseObject({
  schemaVersion: z.literal(2),
  mediaType: z.exactOptional(z.literal(MEDIA_TYPE.index)),
  manifests: z.array(descriptorSchema).check(z.maxLength(1_000_000)),
  annotations: z.exactOptional(annotationsSchema),
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
