import { readdir } from "node:fs/promises"
import { join } from "node:path"

/** All folders at or below one that hold a package.json; `node_modules` and hidden folders are not entered. */
export async function findPackageFolders(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const own = entries.some((entry) => entry.isFile() && entry.name === "package.json") ? [folder] : []
  const below = entries
    .filter((entry) => entry.isDirectory() && entry.name !== "node_modules" && !entry.name.startsWith("."))
    .map((entry) => findPackageFolders(join(folder, entry.name)))
  return [...own, ...(await Promise.all(below)).flat()]
}
