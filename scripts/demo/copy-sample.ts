import { cp } from "node:fs/promises"
import { basename } from "node:path"

/** What a person who clones the sample does not have. */
const LEFT_OUT = new Set(["node_modules", "dist", "coverage", "reports", ".state", ".slipway"])

/** Copies a sample project as a fresh clone of it would be. */
export async function copySample(sample: string, folder: string): Promise<void> {
  await cp(sample, folder, { recursive: true, filter: (path) => !LEFT_OUT.has(basename(path)) })
}
