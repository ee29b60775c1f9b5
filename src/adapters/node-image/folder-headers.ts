import { posix } from "node:path"
import { encodeTarHeader } from "../../core/image/tar-header.ts"

/** Headers of the folders above a path that are not known yet; then they are. */
export function* foldersAbove(path: string, known: Set<string>): Generator<Uint8Array> {
  const folder = posix.dirname(path)
  if (folder === "." || known.has(folder)) return
  known.add(folder)
  yield* foldersAbove(folder, known)
  yield encodeTarHeader({ kind: "directory", path: folder })
}
