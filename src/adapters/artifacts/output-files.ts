import { lstatSync } from "node:fs"
import { join } from "node:path"
import type { OutputFiles } from "../../ports/job-artifacts.ts"
import { matchingFiles } from "./matching-files.ts"

/** What below a folder matches any of the globs, each path once. A plain path of a folder stands for all that is in it. */
export async function outputFiles(folder: string, globs: readonly string[]): Promise<OutputFiles> {
  const files = new Set<string>()
  const unmatched: string[] = []
  for (const glob of globs) {
    let matches = 0
    for await (const path of matchingFiles(folder, glob)) {
      matches++
      if (path !== glob || !isFolder(join(folder, path))) files.add(path)
      else for await (const inside of matchingFiles(join(folder, path), "**")) files.add(`${path}/${inside}`)
    }
    if (matches === 0) unmatched.push(glob)
  }
  return { files: [...files], unmatched }
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}
