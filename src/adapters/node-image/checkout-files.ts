import type { Dirent } from "node:fs"
import { readdir, readlink } from "node:fs/promises"
import { join, posix } from "node:path"
import { isNeverRead } from "../../core/image/never-part.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { LayerEntry } from "./layer-entry.ts"
import { layerPathOf, linkEntryOf } from "./layer-path.ts"

export type FileKind = "file" | "symlink" | "other"

/** All files below a folder by path, folders that are links not followed; without what is never read. */
export async function findFiles(folder: string): Promise<ReadonlyMap<string, FileKind>> {
  const found = new Map<string, FileKind>()
  await collect(folder, "", found)
  return found
}

async function collect(root: string, below: string, found: Map<string, FileKind>): Promise<void> {
  for (const entry of await readdir(join(root, below), { withFileTypes: true })) {
    const path = posix.join(below, entry.name)
    if (isNeverRead(path)) continue
    if (entry.isDirectory()) await collect(root, path, found)
    else found.set(path, kindOf(entry))
  }
}

function kindOf(entry: Dirent): FileKind {
  if (entry.isFile()) return "file"
  return entry.isSymbolicLink() ? "symlink" : "other"
}

export interface EntryRequest {
  /** Absolute folder of the checkout. */
  readonly folder: string
  /** Path below it. */
  readonly path: string
  readonly kind: FileKind
  /** Folder below the checkout that becomes `/app`. */
  readonly root: string
}

/** The layer's entry for a file of the checkout. Links must stay below `/app`; sockets, pipes and devices are refused. */
export async function entryOfFile({ folder, path, kind, root }: EntryRequest): Promise<Result<LayerEntry>> {
  const absolute = join(folder, path)
  if (kind === "symlink") return linkEntryOf(path, await readlink(absolute), root)
  if (kind === "other") return fail("image-build-failed", `${path} is neither a file nor a link`)
  const inLayer = layerPathOf(path, root)
  return inLayer.ok ? ok({ kind, path: inLayer.value, source: absolute }) : inLayer
}
