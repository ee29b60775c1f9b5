import { posix } from "node:path"
import { isPlainPath, linkStaysInside } from "../../core/image/inside.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { LinkEntry } from "./layer-entry.ts"

/** Where a file stands in the layer. `root`: the folder that becomes `/app`. */
export function layerPathOf(path: string, root: string): Result<string> {
  const inLayer = `app/${posix.relative(root, path)}`
  return isPlainPath(inLayer) ? ok(inLayer) : fail("image-build-failed", `${path} has a name that images cannot hold`)
}

/** The layer's entry for a link, which must stay below `/app`. */
export function linkEntryOf(path: string, target: string, root: string): Result<LinkEntry> {
  const inLayer = layerPathOf(path, root)
  if (!inLayer.ok) return inLayer
  if (linkStaysInside(posix.relative(root, path), target)) return ok({ kind: "symlink", path: inLayer.value, target })
  const hint = "link to a file of the repository by a relative path, or put a copy in its place"
  return fail("image-build-failed", `the link ${path} leads out of the image, to ${target}`, { hint })
}
