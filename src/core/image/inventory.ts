import type { Digest } from "../shared/digest.ts"
import type { Descriptor } from "./manifest.ts"

/** A manifest that an image folder lists, and what it consists of. */
export interface StoredManifest {
  readonly digest: Digest
  /** Bytes of the manifest itself. */
  readonly size: number
  /** `index`: an image for several platforms. */
  readonly kind: "image" | "index" | "artifact"
  /** What an artifact is; null for images. */
  readonly artifactType: string | null
  /** What a statement is about. */
  readonly subject: Digest | null
  /** Names that it was given, sorted. */
  readonly names: readonly string[]
  /** Configuration and layers; of an index also the manifests of its images, with theirs. Each once. */
  readonly parts: readonly Descriptor[]
  /** When it was stored or last used, in milliseconds since 1970. */
  readonly usedAt: number
}

/** A manifest that is listed, and damaged or gone. */
export interface UnreadableManifest {
  readonly digest: Digest
  readonly names: readonly string[]
  readonly why: string
  readonly usedAt: number | null
}

/** All that an image folder lists. */
export interface Inventory {
  readonly manifests: readonly StoredManifest[]
  readonly unreadable: readonly UnreadableManifest[]
}

/** Bytes that a manifest and its parts take. Parts may be shared with others. */
export function sizeOf({ size, parts }: StoredManifest): number {
  return parts.reduce((total, part) => total + part.size, size)
}
