import type { SourceFile } from "../../core/evidence/source-inputs.ts"

/** Something to put into a layer, by its path there. Folders above it are added by the writer. */
export type LayerEntry = FileEntry | LinkEntry

export interface FileEntry {
  readonly kind: "file"
  readonly path: string
  /** Where its content is; absolute. */
  readonly source: string
}

export interface LinkEntry {
  readonly kind: "symlink"
  readonly path: string
  readonly target: string
}

/** Like a {@link FileEntry}, with its content in the repository. */
export interface StoredEntry {
  readonly kind: "stored"
  readonly path: string
  readonly file: SourceFile
}

/** In the order in which they stand in a layer. */
export function inOrder<T extends { readonly path: string }>(entries: readonly T[]): readonly T[] {
  return entries.toSorted((a, b) => (a.path < b.path ? -1 : 1))
}
