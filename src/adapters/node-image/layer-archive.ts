import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs"
import { END_OF_ARCHIVE, encodeTarHeader, paddingOf } from "../../core/image/tar-header.ts"
import { failure } from "../../core/shared/failure.ts"
import { FailureError } from "../../core/shared/result.ts"
import { foldersAbove } from "./folder-headers.ts"
import { type FileEntry, inOrder, type LayerEntry } from "./layer-entry.ts"

/** Bytes that are read from a file at once. */
const PIECE = 256 * 1024

/**
 * A tar archive of these entries, in pieces. Its bytes depend on the entries' paths, kinds and contents alone: not on their
 * order, times, owners or the machine. A piece is good until the next one is asked for. It reads synchronously, which for
 * thousands of small files costs a fifth of what promises do; whoever consumes it gives others their turn in between.
 */
export function* layerArchive(entries: readonly LayerEntry[]): Generator<Uint8Array> {
  const folders = new Set<string>()
  const buffer = Buffer.allocUnsafeSlow(PIECE)
  for (const entry of inOrder(entries)) {
    yield* foldersAbove(entry.path, folders)
    if (entry.kind === "symlink") yield encodeTarHeader(entry)
    else yield* fileOf(entry, buffer)
  }
  yield END_OF_ARCHIVE
}

/** If what was seen to be a file has become a link since, it is not followed. */
function* fileOf({ path, source }: FileEntry, buffer: Buffer): Generator<Uint8Array> {
  const file = openSync(source, constants.O_RDONLY | constants.O_NOFOLLOW)
  try {
    const { mode, size } = fstatSync(file)
    yield encodeTarHeader({ kind: "file", path, isExecutable: (mode & constants.S_IXUSR) !== 0, size })
    for (let left = size; left > 0; ) {
      const count = readSync(file, buffer, 0, Math.min(left, PIECE), null)
      if (count === 0) throw changed(source)
      yield buffer.subarray(0, count)
      left -= count
    }
    yield paddingOf(size)
  } finally {
    closeSync(file)
  }
}

function changed(source: string): FailureError {
  const hint = "build again once nothing writes to it"
  return new FailureError(failure("image-build-failed", `${source} has become shorter while it was read`, { hint }))
}
