/**
 * Whether a symbolic link at a path (below the root, with `/`) can only lead to places below the root. `..` may stand at
 * the front of the target only: behind a folder, which might be a link itself, it could lead anywhere.
 */
export function linkStaysInside(path: string, target: string): boolean {
  if (target === "" || target.startsWith("/") || target.includes("\0")) return false
  const segments = target.split("/").filter((segment) => segment !== "" && segment !== ".")
  const firstDown = segments.findIndex((segment) => segment !== "..")
  const ups = firstDown === -1 ? segments.length : firstDown
  return ups < path.split("/").length && !segments.slice(ups).includes("..")
}

/** Whether a path of an archive is a plain relative one: no `..`, no leading slash, no NUL, nothing empty, not too long. */
export function isPlainPath(path: string): boolean {
  if (path.length === 0 || path.length > 4096 || path.includes("\0") || path.includes("\\")) return false
  return path
    .split("/")
    .every((segment) => segment !== "" && segment !== "." && segment !== ".." && segment.length < 256)
}
