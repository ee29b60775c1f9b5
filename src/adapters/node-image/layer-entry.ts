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
