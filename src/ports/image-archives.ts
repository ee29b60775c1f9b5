import type { ArchiveFormat } from "../core/image/image-place.ts"
import type { Digest } from "../core/shared/digest.ts"
import type { Result } from "../core/shared/result.ts"
import type { ImageRegistry } from "./image-registry.ts"

export interface ArchivePlace {
  readonly format: ArchiveFormat
  readonly file: string
  readonly name: string | null
}

/** Images in tar archives, for people without a registry. Streamed: memory does not grow with an image. */
export interface ImageArchives {
  /** Writes an image of a registry into a new file; one that is there is replaced once all is written. */
  write(registry: ImageRegistry, digest: Digest, place: ArchivePlace): Promise<Result<void>>
  /** Stores the image of an archive. Whatever is wrong with it is `image-corrupt`, and then no image is listed. */
  read(place: ArchivePlace, into: ImageRegistry): Promise<Result<Digest>>
}
