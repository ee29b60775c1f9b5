import { lstat, readdir, readFile, readlink } from "node:fs/promises"
import { join, posix } from "node:path"
import { END_OF_ARCHIVE, encodeTarHeader, paddingOf } from "../../core/image/tar-header.ts"

/** A folder of this machine, and where its files belong in a container. */
export interface LayerFolder {
  readonly from: string
  /** Absolute. */
  readonly to: string
}

/**
 * A tar archive of what these folders have beyond what is in a container already: `present` holds its paths. What it has
 * is what is tested, and what comes on top cannot be written by the tests.
 */
export async function* testLayer(
  folders: readonly LayerFolder[],
  present: ReadonlySet<string>,
): AsyncGenerator<Uint8Array> {
  for (const folder of folders) yield* filesOf(folder, present)
  yield END_OF_ARCHIVE
}

async function* filesOf({ from, to }: LayerFolder, present: ReadonlySet<string>): AsyncGenerator<Uint8Array> {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const source = join(from, entry.name)
    const absolute = posix.join(to, entry.name)
    const path = absolute.slice(1)
    if (entry.isDirectory()) {
      if (entry.name === ".git") continue
      if (!present.has(absolute)) yield encodeTarHeader({ kind: "directory", path })
      yield* filesOf({ from: source, to: absolute }, present)
      continue
    }
    if (present.has(absolute)) continue
    if (entry.isSymbolicLink()) {
      yield encodeTarHeader({ kind: "symlink", path, target: await readlink(source) })
    } else if (entry.isFile()) {
      const content = await readFile(source)
      const isExecutable = ((await lstat(source)).mode & 0o111) !== 0
      yield encodeTarHeader({ kind: "file", path, isExecutable, size: content.length })
      yield content
      yield paddingOf(content.length)
    }
  }
}
