import { lstatSync } from "node:fs"
import { readdir } from "node:fs/promises"
import { join } from "node:path"
import picomatch from "picomatch"

/** What below a folder matches a glob, depth first; links are not followed. A plain path may also be a folder's. */
export async function* matchingFiles(folder: string, glob: string): AsyncGenerator<string> {
  const { base, isGlob } = picomatch.scan(glob)
  if (isGlob) yield* matchingBelow(folder, base, picomatch(glob, { dot: true }))
  else if (exists(join(folder, glob))) yield glob
}

async function* matchingBelow(
  folder: string,
  below: string,
  matches: (path: string) => boolean,
): AsyncGenerator<string> {
  const entries = await readdir(join(folder, below), { withFileTypes: true }).catch(() => [])
  for (const entry of entries) {
    const path = below === "" ? entry.name : `${below}/${entry.name}`
    if (entry.isDirectory()) yield* matchingBelow(folder, path, matches)
    else if (matches(path)) yield path
  }
}

/** Whether anything is there, a dangling link too. A look takes less than what waiting for it would. */
export function exists(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined
  } catch {
    return false
  }
}
