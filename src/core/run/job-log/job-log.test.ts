import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { LINE_LIMIT, shownLine } from "./log-line.ts"
import { logMark } from "./log-marks.ts"
import { OutlineMaker } from "./log-outline.ts"

describe("a line of a log", () => {
  const cases: readonly [raw: string, shown: string, why: string][] = [
    ["10 %\r50 %\r100 %", "100 %", "what was rewritten is shown as it was last"],
    ["done\r", "done", "lines of Windows end so"],
    ["\u001b[31mred\u001b[0m", "\u001b[31mred\u001b[0m\u001b[0m", "colours stay, and end with the line"],
    ["\u001b]8;;javascript:alert(1)\u0007click\u001b]8;;\u0007", "click", "links of terminals are nothing"],
    ["a\u001b[2Jb\u202ec", "abc", "nothing moves the cursor or turns text around"],
  ]
  for (const [raw, shown, why] of cases) it(why, () => assert.equal(shownLine(raw, { colour: true }), shown))

  it("is cut where it is too long", () => {
    const shown = shownLine("x".repeat(LINE_LIMIT + 5), { colour: false })
    assert.equal(shown, `${"x".repeat(LINE_LIMIT)} … 5 more characters`)
  })
})

describe("a mark in a log", () => {
  const cases: readonly [line: string, kind: string | undefined][] = [
    ["::group::install", "group"],
    ["##[group]install", "group"],
    ["  ##[endgroup]", "end-group"],
    ["::error file=a.ts,line=3::broken", "error"],
    ["##[error]broken", "error"],
    ["Error: cannot find module 'x'", "suspected-error"],
    ["src/a.ts(3,1): error TS2304: no such name", "suspected-error"],
    ["not ok 3 - adds", "suspected-error"],
    ["✖ 3 tests failed", "suspected-error"],
    ["npm ERR! code 1", "suspected-error"],
    ["AssertionError [ERR_ASSERTION]: 1 !== 2", "suspected-error"],
    ["TypeError: x is not a function", "suspected-error"],
    ["error count: 0 errors", undefined],
    ["the terror of it", undefined],
    ["see ::group:: in the documentation", undefined],
  ]
  for (const [line, kind] of cases) it(JSON.stringify(line), () => assert.equal(logMark(line)?.kind, kind))
})

describe("the outline of a log", () => {
  function outlineOf(...lines: readonly string[]) {
    const maker = new OutlineMaker()
    for (const [line, text] of lines.entries()) maker.take(line, logMark(text))
    return maker.outline(lines.length)
  }

  it("has the groups, those inside others left out, and one that nobody ended up to the end", () => {
    const { groups } = outlineOf("::group::a", "::group::b", "::endgroup::", "::endgroup::", "x", "##[group]c", "y")
    assert.deepEqual(groups, [
      { title: "a", from: 0, to: 3 },
      { title: "c", from: 5, to: 6 },
    ])
  })
  it("prefers an error that is marked to one that only looks like it", () => {
    assert.equal(outlineOf("Error: harmless", "x", "##[error]this one").firstError, 2)
    assert.equal(outlineOf("x", "Error: this one").firstError, 1)
    assert.equal(outlineOf("x", "::endgroup::").firstError, null)
  })
})
