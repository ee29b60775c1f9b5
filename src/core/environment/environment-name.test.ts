import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { branchHash, branchSlug, environmentName, urlVariable } from "./environment-name.ts"

test("the hash is the first 8 hex digits of the SHA-256 of the branch", () => {
  assert.equal(branchHash("dev/feature-login"), "056b737a")
})

const slugs: [branch: string, slug: string][] = [
  ["main", "main"],
  ["feature-1", "feature-1"],
  ["feature/hello", `feature-hello-${branchHash("feature/hello")}`],
  ["$(touch pwned)", `touch-pwned-${branchHash("$(touch pwned)")}`],
  ["日本", branchHash("日本")],
]
for (const [branch, slug] of slugs) {
  test(`slug of '${branch}'`, () => assert.equal(branchSlug(branch), slug))
}

test("slugs are labels of at most 40 characters, and differ wherever branches do", () => {
  const branches = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 80 }), { minLength: 2, maxLength: 20 })
  fc.assert(
    fc.property(branches, (names) => {
      const made = names.map(branchSlug)
      assert.equal(new Set(made).size, names.length)
      for (const slug of made) assert.match(slug, /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/)
    }),
  )
})

test("a name fits a DNS label", () => {
  const name = environmentName("{project}-{environment}-{branch.slug}", {
    project: "p".repeat(30),
    environment: "e".repeat(30),
    branch: "feature/x",
  })
  assert.equal(name.length <= 63, true)
})

test("a service's variable", () => assert.equal(urlVariable("front-door"), "FRONT_DOOR_URL"))
