import assert from "node:assert/strict"
import { describe, test } from "node:test"
import fc from "fast-check"
import { exampleRef, type RefCondition } from "./example-ref.ts"
import { matchesAny } from "./ref-pattern.ts"

const both = (a: string, b: string): RefCondition => ({ all: [{ matches: [a] }, { matches: [b] }] })
const butNot = (a: string, ...others: string[]): RefCondition => ({
  all: [{ matches: [a] }, { not: { matches: others } }],
})

const cases: readonly [what: string, condition: RefCondition, example: string | undefined][] = [
  ["a pattern", { matches: ["hotfix/*"] }, "hotfix/y"],
  ["a name", { matches: ["main"] }, "main"],
  ["two patterns that meet in the middle", both("feature/*", "*/b*"), "feature/b"],
  ["two patterns that never meet", both("feature/*", "bugfix/*"), undefined],
  ["two patterns with one start and different ends", both("release/*-rc", "release/*-final"), undefined],
  ["what one pattern matches and another does not", butNot("*fix/*", "hotfix/*"), "fix/y"],
  ["what several patterns cover together", butNot("**", "*", "*/**"), undefined],
  ["what several patterns nearly cover together", butNot("**", "*", "*/*"), "x/x/x"],
  ["a name that git refuses: an empty part", both("feature/", "**"), undefined],
  ["a name that git refuses: two dots", { matches: ["a..b"] }, undefined],
  ["a name that git refuses: .lock at the end", { matches: ["*.lock"] }, undefined],
  ["a name with .lock in the middle", { matches: ["a.lockb"] }, "a.lockb"],
  ["anything", true, "x"],
  ["nothing", false, undefined],
]

describe("an example of", () => {
  for (const [what, condition, example] of cases) {
    test(what, () => {
      const { steps, ...found } = exampleRef(condition)
      assert.deepEqual(found, example === undefined ? { kind: "none" } : { kind: "found", ref: example })
    })
  }

  test("what would take too long to find is unknown", () => {
    const condition = { all: Array.from({ length: 50 }, (_, index) => ({ matches: [`**f${index}**`] })) }
    assert.equal(exampleRef(condition).kind, "unknown")
  })
})

const letters = ["a", "b", "/", "."]
/** Every name of up to five of these letters that git accepts, the shortest first. */
const names = [1, 2, 3, 4, 5].flatMap((length) =>
  Array.from({ length: letters.length ** length }, (_, number) =>
    Array.from({ length }, (_, at) => letters[Math.floor(number / letters.length ** at) % letters.length]).join(""),
  ).filter((name) => !/^[./]|[./]$|\/[./]|\.\./.test(name)),
)

test("is found exactly where there is one", () => {
  const pattern = fc.array(fc.constantFrom("a", "b", "/", ".", "*", "**"), { minLength: 1, maxLength: 6 })
  const patterns = fc.array(
    pattern.map((parts) => parts.join("")),
    { minLength: 1, maxLength: 3 },
  )
  fc.assert(
    fc.property(patterns, patterns, (yes, no) => {
      const found = exampleRef({ all: [{ matches: yes }, { not: { matches: no } }] })
      const isOne = (name: string) => matchesAny(yes, name) && !matchesAny(no, name)
      const shortest = names.find(isOne)
      if (found.kind === "found") {
        assert.ok(isOne(found.ref), `${found.ref} of ${yes} but not ${no}`)
        assert.ok(shortest === undefined || shortest.length >= found.ref.length, `${shortest} is shorter`)
      } else assert.deepEqual([found.kind, shortest], ["none", undefined], `${yes} but not ${no}`)
    }),
    { numRuns: 2_000 },
  )
})
