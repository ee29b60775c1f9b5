import { readdir, readlink, stat } from "node:fs/promises"
import { join, posix } from "node:path"
import { linkStaysInside } from "../../core/image/inside.ts"
import type { ImagePlan } from "../../core/image/plan-image.ts"
import type { LayerEntry, LinkEntry } from "./layer-entry.ts"

export interface InstalledFiles {
  /** Packages from elsewhere, and links among them. */
  readonly files: readonly LayerEntry[]
  /** Links to packages of the repository that the service uses. */
  readonly links: readonly LinkEntry[]
}

/** npm's own notes. */
const NOTES = new Set(["node_modules/.package-lock.json", "node_modules/.cache"])

/** What npm has left in `node_modules`, without links to packages that the service does not use. */
export async function findInstalled(
  { selection, closure }: NonNullable<ImagePlan["install"]>,
  folder: string,
): Promise<InstalledFiles> {
  const importer = typeof selection === "string" ? "" : selection.workspace
  const own = [...new Set([importer, ...closure.workspaces])].filter((at) => at !== "")
  const files: LayerEntry[] = []
  const links: LinkEntry[] = []
  const collect = async (below: string): Promise<void> => {
    for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
      const path = posix.join(below, entry.name)
      if (NOTES.has(posix.join(posix.basename(below), entry.name))) continue
      if (entry.isDirectory()) await collect(path)
      else if (entry.isFile()) files.push({ kind: "file", path: `app/${path}`, source: join(folder, path) })
      else if (entry.isSymbolicLink()) {
        const target = await readlink(join(folder, path))
        if (!linkStaysInside(path, target)) continue
        const link: LinkEntry = { kind: "symlink", path: `app/${path}`, target }
        const leadsTo = await throughPackage(folder, posix.join(posix.dirname(path), target))
        if (leadsTo.includes("node_modules/")) files.push(link)
        else if (own.some((at) => leadsTo === at || leadsTo.startsWith(`${at}/`))) links.push(link)
      }
    }
  }
  for (const at of ["", ...own]) {
    const modules = posix.join(at, "node_modules")
    if (await isThere(join(folder, modules))) await collect(modules)
  }
  return { files, links }
}

/** Where a path below `node_modules` leads where that package is a link itself: a program of a package of the repository. */
async function throughPackage(folder: string, path: string): Promise<string> {
  const [, name, rest] = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)(\/.+)$/.exec(path) ?? []
  if (name === undefined || rest === undefined) return path
  const target = await readlink(join(folder, name)).catch(() => undefined)
  return target === undefined ? path : `${posix.join(posix.dirname(name), target)}${rest}`
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
