import assert from "node:assert/strict"
import { globSync, readFileSync } from "node:fs"
import { basename, join } from "node:path"
import { describe, test } from "node:test"
import { checkAndProve } from "./check-and-prove.ts"
import { findWeaknesses } from "./fixtures/find-weaknesses.ts"

const root = join(import.meta.dirname, "..", "..", "..")
const weak = globSync("src/core/proof/fixtures/weaknesses/*.yaml", { cwd: root }).sort()
const sound = globSync("examples/**/slipway.yaml", {
  cwd: root,
  exclude: (path) => path.includes("node_modules"),
}).sort()
const textOf = (path: string) => readFileSync(join(root, path), "utf8")

/** Lines that end in `# <- weak`. */
function markedLines(text: string): number[] {
  return text.split("\n").flatMap((line, index) => (line.endsWith("# <- weak") ? [index + 1] : []))
}

describe("of a definition that is weak in one way, that line and no other is named", () => {
  assert.ok(weak.length >= 30)
  for (const path of weak) {
    test(basename(path, ".yaml"), () => {
      const text = textOf(path)
      const found = findWeaknesses(text)
      assert.deepEqual(
        [...new Set(found.map(({ range }) => range.line))],
        markedLines(text),
        found.map(({ range, code, message }) => `${range.line} ${code}: ${message}`).join("\n"),
      )
    })
  }
})

describe("nothing is said about a sound definition", () => {
  assert.ok(sound.length >= 6)
  for (const path of sound) {
    test(path, () => {
      assert.deepEqual(
        checkAndProve(textOf(path), { file: path }).diagnostics.map(({ code, message }) => `${code}: ${message}`),
        [],
      )
    })
  }
})
