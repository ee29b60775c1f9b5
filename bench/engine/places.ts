import { dirname, join } from "node:path"

/** The checkout that is measured. */
export const root = dirname(dirname(import.meta.dirname))
/** Where the compared tools are installed. */
export const toolsFolder = join(root, "bench", "node_modules")
/** Where the parts of the floors are. */
export const floorsFolder = join(import.meta.dirname, "floors")

/** A program of an installed tool, as npm links it. */
export function installed(program: string): string {
  return join(toolsFolder, ".bin", program)
}
