import { existsSync } from "node:fs"
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { root } from "./places.ts"

const file = join(root, "bench", "RESULTS.md")
const END = "<!-- /figures -->"

/** Puts a suite's figures into RESULTS.md, between its marks; what is around them was written by people, and stays. */
export async function saveReport(report: string, suite: string): Promise<void> {
  const mark = `<!-- figures: written by \`npm run bench -- ${suite} --save\` -->`
  const text = existsSync(file) ? await readFile(file, "utf8") : `# Results\n\n${mark}\n${END}\n`
  const begin = text.indexOf(mark)
  const end = text.indexOf(END, begin)
  if (begin < 0 || end < 0) throw new Error(`${file} has no place for the figures`)
  await writeFile(file, `${text.slice(0, begin + mark.length)}\n\n${report}\n${text.slice(end)}`)
}
