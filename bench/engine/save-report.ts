import { existsSync } from "node:fs"
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { root } from "./places.ts"

const file = join(root, "bench", "RESULTS.md")
const BEGIN = "<!-- figures: written by `npm run bench -- engine --save` -->"
const END = "<!-- /figures -->"

/** Puts the figures into RESULTS.md, between its marks; what is around them was written by people, and stays. */
export async function saveReport(report: string): Promise<void> {
  const text = existsSync(file) ? await readFile(file, "utf8") : `# Results\n\n${BEGIN}\n${END}\n`
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)]
  if (begin < 0 || end < begin) throw new Error(`${file} has no place for the figures`)
  await writeFile(file, `${text.slice(0, begin + BEGIN.length)}\n\n${report}\n${text.slice(end)}`)
}
