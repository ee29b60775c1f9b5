import { posix } from "node:path"
import { fail, ok, type Result } from "../shared/result.ts"
import { type PathPattern, parsePathPattern } from "./path-pattern.ts"

/** Rules of a `.dockerignore`, in order: the last one that matches decides. */
export interface Dockerignore {
  readonly rules: readonly { readonly keeps: boolean; readonly pattern: PathPattern }[]
}

/**
 * Reads a `.dockerignore` (docs.docker.com, Build context, .dockerignore files; moby/patternmatcher). Not git's rules:
 * a pattern without a slash matches only at the top, and `!` brings back what lies in an ignored folder.
 */
export function parseDockerignore(text: string): Result<Dockerignore> {
  const rules: { keeps: boolean; pattern: PathPattern }[] = []
  for (const [number, line] of text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .entries()) {
    const trimmed = line.trim()
    if (line.startsWith("#") || trimmed === "") continue
    const keeps = trimmed.startsWith("!")
    const cleaned = clean(keeps ? trimmed.slice(1).trim() : trimmed)
    const pattern = cleaned === "" ? undefined : parsePathPattern(cleaned)
    if (!pattern) return fail("image-build-failed", `.dockerignore:${number + 1}: malformed pattern ${trimmed}`)
    rules.push({ keeps, pattern })
  }
  return ok({ rules })
}

/** Whether a file (path below the folder of the `.dockerignore`) is left out: it, or a folder it lies in, matches. */
export function isIgnored({ rules }: Dockerignore, path: string): boolean {
  let isLeftOut = false
  for (const { keeps, pattern } of rules) {
    if (isLeftOut === keeps && pattern(path)) isLeftOut = !keeps
  }
  return isLeftOut
}

/** Go's `filepath.Clean`, and no leading slash. */
function clean(pattern: string): string {
  if (pattern === "") return ""
  const normal = posix.normalize(pattern)
  const short = normal.length > 1 ? normal.replace(/\/$/, "") : normal
  return short.length > 1 ? short.replace(/^\//, "") : short
}
