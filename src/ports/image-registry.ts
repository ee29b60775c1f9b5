import type { Digest } from "../core/shared/digest.ts"
import type { Result } from "../core/shared/result.ts"

/** OCI content descriptor (image specification, Content Descriptors). */
export interface Descriptor {
  readonly mediaType: string
  readonly digest: Digest
  readonly size: number
  readonly annotations?: Readonly<Record<string, string>>
  readonly artifactType?: string
  readonly platform?: { readonly os: string; readonly architecture: string }
}

/** OCI image manifest; with `subject` it is a referrer, with `artifactType` an artifact. */
export interface Manifest {
  readonly schemaVersion: 2
  readonly mediaType: "application/vnd.oci.image.manifest.v1+json"
  readonly artifactType?: string
  readonly config: Descriptor
  readonly layers: readonly Descriptor[]
  readonly subject?: Descriptor
  readonly annotations?: Readonly<Record<string, string>>
}

export interface NamedImage {
  readonly name: string
  readonly descriptor: Descriptor
}

/**
 * Where images and evidence live: an OCI image layout folder, later a registry. Content-addressed; every read is checked
 * against its digest, so a damaged blob is `image-corrupt` and never used. Writing the same content twice is harmless.
 */
export interface ImageRegistry {
  hasBlob(digest: Digest): Promise<boolean>
  /** Atomic: the blob is whole or absent. */
  putBlob(content: Uint8Array | AsyncIterable<Uint8Array>): Promise<Result<{ digest: Digest; size: number }>>
  readBlob(digest: Digest): Promise<Result<Buffer>>
  /** Streams and checks the digest at the end; the stream fails with a FailureError if it differs. */
  streamBlob(digest: Digest): Promise<Result<AsyncIterable<Buffer>>>
  /** Stores a manifest; images get a name, evidence and subjects are listed by artifact type. */
  putManifest(manifest: Manifest): Promise<Result<Descriptor>>
  readManifest(digest: Digest): Promise<Result<Manifest>>
  /** Gives a stored manifest a name. `moves: false`: a name that points elsewhere is refused (`name-moves`). */
  name(digest: Digest, name: string, options: { readonly moves: boolean }): Promise<Result<void>>
  resolve(name: string): Promise<Result<Descriptor>>
  names(): Promise<Result<readonly NamedImage[]>>
  /** Manifests whose `subject` is this digest. */
  referrers(subject: Digest, artifactType?: string): Promise<Result<readonly Descriptor[]>>
}
