import { posix } from "node:path"
import { fileURLToPath } from "node:url"
import type { ReportPlace } from "../../ports/job-artifacts.ts"
import { oneLine } from "./one-line.ts"

const LONGEST = 300
const LAST_LINE = 100_000_000

/** Names a file of a report from the repository's top, so that it does not depend on where the checkout lies. */
export type Locate = (file: string | undefined) => string | null

/** Tools name files absolutely, by URL, or from the folder in which they ran. */
export function locator({ checkout, directory }: Pick<ReportPlace, "checkout" | "directory">): Locate {
  return (file) => {
    if (file === undefined || file.trim() === "") return null
    const path = posix.resolve(directory, pathOf(file))
    const inside = posix.relative(checkout, path)
    return oneLine(inside.startsWith("..") || inside === "" ? file : inside, LONGEST)
  }
}

function pathOf(file: string): string {
  if (!file.startsWith("file:")) return file
  try {
    return fileURLToPath(file)
  } catch {
    return file
  }
}

/** A line from 1; null for what is none. */
export function lineNumber(value: string | number | undefined): number | null {
  const line = Number(value)
  return Number.isInteger(line) && line >= 1 && line <= LAST_LINE ? line : null
}
