import type { ImageSources } from "../../core/image/plan-image.ts"
import type { Result } from "../../core/shared/result.ts"
import type { LinkEntry } from "./layer-entry.ts"
import type { ArchivePieces } from "./write-layer.ts"

/** The files that an image is made of, wherever they are. */
export interface BuildSources extends ImageSources {
  /** The archive of the source layer, to be read once. */
  archive(wanted: WantedSources): Promise<Result<ArchivePieces>>
}

export interface WantedSources {
  readonly paths: readonly string[]
  /** The folder that becomes `/app`. */
  readonly root: string
  /** What goes there besides. */
  readonly links: readonly LinkEntry[]
}
