import type { PublishedPackage } from "../../test/support/npm-registry.ts"

/** 50 packages of 40 files, together 20 MB, as an ordinary service has them. */
const PACKAGES = 50
const FILES = 40
const BYTES = 10_000

const WORDS =
  "const let function return await async import export default from type readonly string number value index result error options request response stream buffer length slice map filter reduce push then catch throw new this class extends static get set if else for of in while switch case break continue try finally typeof instanceof null undefined true false => === !== && || ?? () {} [] ; , . : = + - * /".split(
    " ",
  )

/** What the service depends on. The same at every start. */
export function publishedPackages(): readonly PublishedPackage[] {
  const random = randomNumbers(7)
  return Array.from({ length: PACKAGES }, (_, index) => ({
    name: `dependency-${index}`,
    version: `1.${index}.0`,
    manifest: { main: "file-0.js", license: "MIT" },
    files: Object.fromEntries(
      Array.from({ length: FILES }, (_, file) => [`${file % 2 ? "lib/" : ""}file-${file}.js`, text(random)]),
    ),
  }))
}

/** Text that compresses as source code does, to about a fifth. */
function text(random: () => number): string {
  let made = ""
  while (made.length < BYTES) {
    const word = WORDS[Math.floor(random() ** 2 * WORDS.length)] ?? ""
    const name = random() < 0.3 ? Math.floor(random() * 1e6).toString(36) : ""
    made += `${word}${name}${random() < 0.12 ? "\n  " : " "}`
  }
  return `// ${made}\n`.replaceAll("\n", "\n// ")
}

/** Numbers from 0 to 1 that follow from the first one: a linear congruential generator (Numerical Recipes, 7.1). */
function randomNumbers(first: number): () => number {
  let state = first
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
