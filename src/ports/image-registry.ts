import type { Descriptor, Manifest } from "../core/image/manifest.ts"
import type { Digest } from "../core/shared/digest.ts"
import type { Result } from "../core/shared/result.ts"

export type { Descriptor, Manifest } from "../core/image/manifest.ts"

export interface Platform {
  readonly os: string
  readonly architecture: string
}

export interface NamedImage {
  readonly name: string
  readonly descriptor: Descriptor
}

/**
 * Where images and evidence live: an OCI image layout folder, or a repository of a registry. Content-addressed; every read is checked
 * against its digest, so a damaged blob is `image-corrupt` and never used. Writing the same content twice is harmless.
 */
export interface ImageRegistry {
  /** True only if a blob or manifest is there; its content is checked when it is read. */
  hasBlob(digest: Digest): Promise<boolean>
  /** Atomic: the blob is whole or absent. */
  putBlob(content: Uint8Array | AsyncIterable<Uint8Array>): Promise<Result<{ digest: Digest; size: number }>>
  /** `image-unknown` if it is not there, `image-corrupt` if it is not what its digest says. At most 64 MiB. */
  readBlob(digest: Digest): Promise<Result<Buffer>>
  /** Streams and checks the digest at the end; the stream fails with a FailureError if it differs. */
  streamBlob(digest: Digest): Promise<Result<AsyncIterable<Buffer>>>
  /**
   * Stores a manifest whose blobs are stored already. An image can be resolved by its digest from now on, and by the names
   * it is given; evidence and subjects are listed by artifact type.
   */
  putManifest(manifest: Manifest): Promise<Result<Descriptor>>
  /**
   * Stores a manifest or an index byte for byte, as it is elsewhere. What it consists of is stored already; of an index, as
   * much as was wanted.
   */
  importManifest(content: Buffer): Promise<Result<Descriptor>>
  /** A manifest by digest; where that names an index of several platforms, the manifest of this one. */
  readManifest(digest: Digest, platform?: Platform): Promise<Result<Manifest>>
  /** Gives a stored manifest a name. `moves: false`: a name that points elsewhere is refused (`name-moves`). */
  name(digest: Digest, name: string, options: { readonly moves: boolean }): Promise<Result<void>>
  /** By a name, or by a digest. */
  resolve(name: string): Promise<Result<Descriptor>>
  /** All names that were given, sorted by name (by code unit). */
  names(): Promise<Result<readonly NamedImage[]>>
  /** Manifests whose `subject` is this digest. */
  referrers(subject: Digest, artifactType?: string): Promise<Result<readonly Descriptor[]>>
}
