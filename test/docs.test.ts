import assert from "node:assert/strict"
import { existsSync, globSync, readFileSync } from "node:fs"
import { dirname, join, normalize } from "node:path"
import { describe, it } from "node:test"
import { start } from "../src/core/definition/fixtures/at-mark.ts"
import { checkAndProve } from "../src/core/proof/check-and-prove.ts"

const root = join(import.meta.dirname, "..")
const textOf = (page: string) => readFileSync(join(root, page), "utf8")
const pages = [...globSync("*.md", { cwd: root }), ...globSync("docs/**/*.md", { cwd: root })].sort()
/** Its examples are wrong on purpose; a test of their own demands the code that each shows. */
const wrongOnPurpose = "docs/diagnostics.md"

/** Targets of a page's links and pictures within the repository, from its root. */
function linksOf(page: string): string[] {
  const targets = [...textOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target)
  return targets.flatMap((target) => {
    const [path = ""] = target.split("#")
    return path === "" || /^[a-z]+:/.test(path) ? [] : [normalize(join(dirname(page), path))]
  })
}

/** The blocks of a language, each with its line. */
function blocksOf(page: string, language: string): { readonly line: number; readonly text: string }[] {
  const text = textOf(page)
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms"))].map((match) => ({
    line: text.slice(0, match.index).split("\n").length + 1,
    text: match[1] ?? "",
  }))
}

describe("the documents", () => {
  it("lead to files that exist", () => {
    const dead = pages.flatMap((page) =>
      linksOf(page).flatMap((target) => (existsSync(join(root, target)) ? [] : [`${page} → ${target}`])),
    )
    assert.deepEqual(dead, [])
  })

  it("are all linked from another page", () => {
    const linked = new Set(pages.flatMap((page) => linksOf(page).filter((target) => target !== page)))
    const files = globSync("docs/**/*.*", { cwd: root })
    assert.deepEqual(
      files.filter((file) => !linked.has(file)),
      [],
    )
  })

  it("name files of the sources that exist", () => {
    const missing = pages.flatMap((page) => {
      const named = [...textOf(page).matchAll(/`((?:src|test|scripts|examples|core|app|adapters|server)\/[\w./-]+)`/g)]
      return named.flatMap(([, path = ""]) => {
        const isThere = existsSync(join(root, path)) || existsSync(join(root, "src", path))
        return isThere ? [] : [`${page}: ${path}`]
      })
    })
    assert.deepEqual(missing, [])
  })

  for (const page of pages.filter((one) => one !== wrongOnPurpose)) {
    for (const { line, text } of blocksOf(page, "yaml")) {
      it(`show a sound definition: ${page}:${line}`, () => {
        const whole = /^version:/m.test(text) ? text : start + text
        assert.deepEqual(
          checkAndProve(whole, { file: "slipway.yaml" }).diagnostics.map(
            ({ code, message, range }) => `${range.line}:${range.column} ${code}: ${message}`,
          ),
          [],
        )
      })
    }
  }

  it("show at least the definitions of the guide", () => {
    assert.ok(blocksOf("docs/slipway-yaml.md", "yaml").length >= 4)
  })
})
