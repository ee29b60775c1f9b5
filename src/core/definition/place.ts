import { posix } from "node:path"

/** A path below a service's directory or, with a `/` in front, below the repository's root, as one below the root. */
export function placed(directory: string, path: string): string {
  const joined = posix.normalize(path.startsWith("/") ? path.slice(1) || "." : posix.join(directory, path))
  return joined.length > 1 ? joined.replace(/\/$/, "") : joined
}

/** Whether a path is a folder or lies below it; `.` is the root. */
export function isWithin(folder: string, path: string): boolean {
  return folder === "." || path === folder || path.startsWith(`${folder}/`)
}
