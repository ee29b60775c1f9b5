/** Whether a path lies below a folder. Both are below the checkout, with `/`; `.` is the checkout itself. */
export function isBelow(folder: string, path: string): boolean {
  return folder === "." || path.startsWith(`${folder}/`)
}

/** What is left of a path that {@link isBelow} a folder. */
export function below(folder: string, path: string): string {
  return folder === "." ? path : path.slice(folder.length + 1)
}

/** Finds the innermost of the folders that a path lies in. */
export function nearestFolder(folders: readonly string[]): (path: string) => string | undefined {
  const inside = [...folders].sort((a, b) => b.length - a.length)
  return (path) => inside.find((folder) => folder === "." || path.startsWith(`${folder}/`))
}
