import { END_OF_ARCHIVE, encodeTarHeader, paddingOf } from "../../core/image/tar-header.ts"
import type { Repository } from "../../ports/repository.ts"
import { foldersAbove } from "./folder-headers.ts"
import { inOrder, type LinkEntry, type StoredEntry } from "./layer-entry.ts"

const EXECUTABLE = 0o100

/** As `layerArchive`, byte for byte, of files that a repository holds: read one after the other while it is written. */
export async function* storedArchive(
  entries: readonly (StoredEntry | LinkEntry)[],
  contents: Repository["contents"],
): AsyncGenerator<Uint8Array> {
  const folders = new Set<string>()
  const ordered = inOrder(entries)
  const files = contents(ordered.flatMap((entry) => (entry.kind === "stored" ? [entry.file] : [])))
  try {
    for (const entry of ordered) {
      yield* foldersAbove(entry.path, folders)
      if (entry.kind === "symlink") yield encodeTarHeader(entry)
      else yield* fileOf(entry, files)
    }
    yield END_OF_ARCHIVE
  } finally {
    await files.return()
  }
}

async function* fileOf(
  { path, file: { mode } }: StoredEntry,
  files: ReturnType<Repository["contents"]>,
): AsyncGenerator<Uint8Array> {
  const next = await files.next()
  if (next.done) throw new TypeError(`there is no content of ${path}`)
  const { size, content } = next.value
  const isExecutable = (Number.parseInt(mode, 8) & EXECUTABLE) !== 0
  yield encodeTarHeader({ kind: "file", path, isExecutable, size })
  yield* content
  yield paddingOf(size)
}
