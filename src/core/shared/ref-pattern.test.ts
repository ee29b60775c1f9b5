import assert from "node:assert/strict"
import { test } from "node:test"
import { refMatches } from "./ref-pattern.ts"

const cases: [pattern: string, name: string, matches: boolean][] = [
  ["main", "main", true],
  ["main", "maintenance", false],
  ["feature/*", "feature/hello", true],
  ["feature/*", "feature/", true],
  ["feature/*", "feature/a/b", false],
  ["feature/**", "feature/a/b", true],
  ["dev/feature*", "dev/feature-1", true],
  ["v*.*.*", "v1.22.3", true],
  ["v*.*.*", "v1.2", false],
  ["*", "a/b", false],
  ["**", "a/b", true],
  ["a.b", "axb", false],
  ["feature/*", "feature/$(touch pwned)", true],
  ["(a+)+", "(a+)+", true],
]

for (const [pattern, name, matches] of cases) {
  test(`'${pattern}' ${matches ? "matches" : "does not match"} '${name}'`, () => {
    assert.equal(refMatches(pattern, name), matches)
  })
}

test("a pattern made of stars takes no exponential time", () => {
  assert.equal(refMatches(`${"*a".repeat(60)}b`, "a".repeat(200)), false)
})
