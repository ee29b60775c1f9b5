import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { SourceTree } from "./input-files.ts"

const paths = [
  "README.md",
  "biome.json",
  "web-site/a.ts",
  "web/.env",
  "web/a.ts",
  "web/src/b.ts",
  "web0/a.ts",
  "ä/a.ts",
]
const tree = new SourceTree(paths.map((path) => ({ path, mode: "100644", oid: "1".repeat(40) })))
const web = ["web/.env", "web/a.ts", "web/src/b.ts"]

describe("the files that a job reads", () => {
  const cases: readonly (readonly [folder: string, globs: string[] | null, expected: string[]])[] = [
    ["web", null, web],
    ["./web/", null, web],
    ["web/../web", null, web],
    [".", null, paths],
    ["we", null, []],
    ["ä", null, ["ä/a.ts"]],
    ["web", ["**"], web],
    ["./web", ["src/**"], ["web/src/b.ts"]],
    ["web", ["*.ts", "/biome.json"], ["biome.json", "web/a.ts"]],
    ["web", ["/web0/**"], ["web0/a.ts"]],
    [".", ["*.md", "web/*.ts"], ["README.md", "web/a.ts"]],
    [".", ["/README.md"], ["README.md"]],
  ]
  for (const [folder, globs, expected] of cases) {
    it(`${folder} ${globs ?? "as a whole"}`, () => {
      assert.deepEqual(
        tree.matching(folder, globs).map(({ path }) => path),
        expected,
      )
    })
  }
})
