import { posix } from "node:path"
import type { SourceFile } from "../evidence/source-inputs.ts"

const LOCK_FILES = ["package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "uv.lock", "poetry.lock"]

export function isLockFile(path: string): boolean {
  return LOCK_FILES.includes(posix.basename(path))
}

/** The nearest folder at or above a directory that holds a lock file: where its setup runs; undefined if none does. */
export function lockFolderOf(directory: string, files: readonly Pick<SourceFile, "path">[]): string | undefined {
  const paths = new Set(files.map((file) => file.path))
  for (let folder = posix.normalize(directory); ; folder = posix.dirname(folder)) {
    if (LOCK_FILES.some((name) => paths.has(posix.join(folder, name)))) return folder
    if (folder === "." || folder === "/") return undefined
  }
}
