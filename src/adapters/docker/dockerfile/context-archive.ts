import { createReadStream } from "node:fs"
import { lstat, readlink } from "node:fs/promises"
import { posix } from "node:path"
import { END_OF_ARCHIVE, encodeTarHeader, paddingOf, type TarEntry } from "../../../core/image/tar-header.ts"
import { failure } from "../../../core/shared/failure.ts"
import { FailureError } from "../../../core/shared/result.ts"

/** A file of the checkout, and its path in the context. */
export interface ContextFile {
  /** Absolute. */
  readonly source: string
  readonly path: string
}

/**
 * The context of a build as a tar archive, read while it is sent. Nothing in it depends on the machine: no owner, time or
 * mode but whether a file can be executed, so that a cache knows unchanged files.
 */
export async function* contextArchive(files: readonly ContextFile[]): AsyncGenerator<Uint8Array> {
  const folders = new Set<string>(["."])
  for (const { source, path } of files) {
    yield* foldersAbove(path, folders)
    const found = await lstat(source).catch(() => undefined)
    if (found?.isSymbolicLink()) {
      yield header({ kind: "symlink", path, target: await readlink(source) })
    } else if (found?.isFile()) {
      yield header({ kind: "file", path, isExecutable: (found.mode & 0o111) !== 0, size: found.size })
      yield* content(source, found.size)
    } else {
      throw broken(found ? `${path} is neither a file nor a link` : `${path} is part of the context and not there`)
    }
  }
  yield END_OF_ARCHIVE
}

function* foldersAbove(path: string, known: Set<string>): Generator<Uint8Array> {
  const folder = posix.dirname(path)
  if (known.has(folder)) return
  yield* foldersAbove(folder, known)
  known.add(folder)
  yield header({ kind: "directory", path: folder })
}

/** Of a file that grows meanwhile, no more than the header says. */
async function* content(source: string, size: number): AsyncGenerator<Uint8Array> {
  let left = size
  if (size > 0) {
    for await (const chunk of createReadStream(source, { end: size - 1 })) {
      left -= chunk.length
      yield chunk
    }
  }
  if (left > 0) throw broken(`${source} got shorter while it was read`)
  yield paddingOf(size)
}

function header(entry: TarEntry): Buffer {
  if (entry.path.includes("\0")) throw broken(`${JSON.stringify(entry.path)} is no path`)
  return encodeTarHeader(entry)
}

function broken(message: string): FailureError {
  return new FailureError(failure("image-build-failed", message))
}
