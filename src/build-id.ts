import { readFileSync } from "node:fs"

/** Names the build that runs, by its content; null for a checkout, whose sources may change between two starts. */
export function buildId(): string | null {
  try {
    return readFileSync(new URL("build-id", import.meta.url), "utf8")
  } catch {
    return null
  }
}
