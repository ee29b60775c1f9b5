import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { publicationOf } from "./publication.ts"

const registry = { url: "registry.example.com/shop" }
const publish = { from: ["main", "hotfix/*"] }

describe("images are published", () => {
  const cases: readonly [what: string, ref: string | null, published: boolean][] = [
    ["from a branch that is named", "refs/heads/main", true],
    ["from one that a pattern matches", "refs/heads/hotfix/login", true],
    ["not from deeper than the pattern", "refs/heads/hotfix/a/b", false],
    ["not from others", "refs/heads/feature/main", false],
    ["not from tags", "refs/tags/main", false],
    ["not from a bare commit", null, false],
  ]
  for (const [what, ref, published] of cases) {
    it(what, () => assert.equal(publicationOf({ registry, publish }, ref).kind === "published", published))
  }

  it("nowhere without a registry, or where no branch is named", () => {
    for (const rules of [{}, { registry }, { publish }]) {
      assert.equal(publicationOf(rules, "refs/heads/main").kind, "kept")
    }
  })

  it("or it is said why not", () => {
    const kept = publicationOf({ registry, publish }, "refs/heads/feature/x")
    assert.deepEqual(kept, {
      kind: "kept",
      why: "images are published from main, hotfix/*, not from feature/x",
    })
  })
})
