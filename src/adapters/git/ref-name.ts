/** Control characters, and those that have a meaning in revisions and patterns (git-check-ref-format(1)). */
const FORBIDDEN = new Set([...Array.from({ length: 33 }, (_, code) => String.fromCharCode(code)), ..."\u007f~^:?*[\\"])

/** Whether git could have a ref of this name (git-check-ref-format(1)). Names that pass are still hostile to a shell. */
export function isRefName(name: string): boolean {
  if (name === "" || name === "@" || name.includes("..") || name.includes("@{") || name.endsWith(".")) return false
  if ([...name].some((letter) => FORBIDDEN.has(letter))) return false
  return name.split("/").every((part) => part !== "" && !part.startsWith(".") && !part.endsWith(".lock"))
}
