import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { failureFrom, valueFrom } from "../../../test/support/assert-result.ts"
import { isIgnored, parseDockerignore } from "./dockerignore.ts"

/** Rules, what they leave out, and what they do not; after the cases of moby/patternmatcher. */
const cases: readonly (readonly [rules: string, out: readonly string[], kept: readonly string[]])[] = [
  ["", [], ["a", "a/b"]],
  ["# a\n\n   \n", [], ["a", "# a"]],
  ["a", ["a", "a/b", "a/b/c"], ["b/a", "ab", "A"]],
  ["/a/", ["a", "a/b"], ["b/a"]],
  ["./a//b/", ["a/b", "a/b/c"], ["a", "a/c"]],
  ["  a  ", ["a"], ["  a  "]],
  ["*.md", ["x.md", ".md"], ["a/x.md", "x.mdx"]],
  ["*/*.md", ["a/x.md"], ["x.md", "a/b/x.md"]],
  ["**/*.md", ["x.md", "a/x.md", "a/b/x.md", "x.md/y"], ["x.txt"]],
  ["**", ["a", "a/b", ".x"], []],
  ["a/**", ["a/b", "a/b/c"], ["a", "b"]],
  ["a/**/z", ["a/z", "a/b/z", "a/b/c/z"], ["z", "a/bz", "az"]],
  ["**/a", ["a", "b/a", "b/c/a/d"], ["ba", "b/ab"]],
  ["tmp?", ["tmp1", "tmp1/x"], ["tmp", "tmp12", "tmp/"]],
  ["[a-c]?", ["b1"], ["d1", "b"]],
  ["[^a-c]x", ["dx"], ["bx", "x"]],
  ["\\*", ["*"], ["a"]],
  ["a\\[b", ["a[b"], ["ab"]],
  ["*\n!keep", ["a", "b/c"], ["keep", "keep/x"]],
  ["a\n!a/b\na/b/c", ["a/x", "a/b/c"], ["a/b", "a/b/d"]],
  ["!a\na", ["a"], ["b"]],
  ["! a ", [], ["a"]],
  ["a.b", ["a.b"], ["axb"]],
  ["(a+)+$", ["(a+)+$"], ["aaa"]],
  ["\uFEFFa", ["a"], ["b"]],
  ["a\r\nb\r\n", ["a", "b"], ["c"]],
]

describe(".dockerignore", () => {
  for (const [rules, out, kept] of cases) {
    test(JSON.stringify(rules), () => {
      const parsed = valueFrom(parseDockerignore(rules))
      for (const path of out) assert.equal(isIgnored(parsed, path), true, `${path} is left out`)
      for (const path of kept) assert.equal(isIgnored(parsed, path), false, `${path} is kept`)
    })
  }

  test("malformed patterns are told by their line", () => {
    for (const pattern of ["[", "[a", "[]", "[b-a]", "a\\", "!"]) {
      const { message } = failureFrom(parseDockerignore(`ok\n${pattern}`), "image-build-failed")
      assert.equal(message, `.dockerignore:2: malformed pattern ${pattern}`)
    }
  })

  test("a pattern that would take a backtracking matcher for ever is matched", () => {
    const parsed = valueFrom(parseDockerignore(`${"*a".repeat(40)}b`))
    assert.equal(isIgnored(parsed, "a".repeat(500)), false)
    assert.equal(isIgnored(parsed, `${"a".repeat(500)}b`), true)
  })
})
