import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { readCoverage } from "./read-coverage.ts"
import { nodeTestReports } from "./testing/real-reports.ts"

/** One file as \`coverage-final.json\` holds it: statements by the line they begin in, and how often each ran. */
function file(path: string, lines: readonly number[], hits: readonly number[]) {
  const at = (line: number) => ({ start: { line, column: 2 }, end: { line, column: null } })
  return {
    path,
    statementMap: Object.fromEntries(lines.map((line, index) => [index, at(line)])),
    fnMap: { 0: { name: "f", decl: at(1), loc: at(1), line: 1 } },
    branchMap: {},
    s: Object.fromEntries(hits.map((count, index) => [index, count])),
    f: { 0: 1 },
    b: {},
  }
}

const final = (...files: ReturnType<typeof file>[]) =>
  JSON.stringify(Object.fromEntries(files.map((each) => [each.path, each])))

function summary(total: unknown, covered: unknown): string {
  const part = { total, covered, skipped: 0, pct: 0 }
  return JSON.stringify({ total: { lines: part, statements: part, functions: part, branches: part } })
}

describe("Istanbul's coverage", () => {
  const neither = { problem: "is neither lcov nor Istanbul's JSON" }
  const cutOff = { problem: "is not JSON, or cut off" }
  const none = { problem: "names no line of code" }
  const whole = final(file("/a.ts", [1, 2, 2, 3], [1, 0, 4, 0]), file("/b.ts", [1], [7]))
  const cases: [string, string, ReturnType<typeof readCoverage>][] = [
    ["counts lines, not statements", whole, { covered: 3, total: 4 }],
    ["may stand behind white space", ` \n${whole}`, { covered: 3, total: 4 }],
    ["as a summary", summary(10, 7), { covered: 7, total: 10 }],
    ["without a line", final(file("/a.ts", [], [])), none],
    ["without a file", "{}", none],
    ["as a summary without a line", summary(0, 0), none],
    ["with more lines covered than there are", summary(10, 11), neither],
    ["with less than none", summary(10, -1), neither],
    ["in words", summary("10", "9"), neither],
    ["with a count that is missing", final(file("/a.ts", [1, 2], [1])), neither],
    ["with a negative count", final(file("/a.ts", [1], [-1])), neither],
    [
      "with a count for what every object has",
      final(file("/a.ts", [1], [1])).replace('"s":{"0":1}', '"s":{}'),
      neither,
    ],
    ["in line 0", final(file("/a.ts", [0], [1])), neither],
    ["of nothing", '{"/a.ts":null}', neither],
    ["that is cut off", whole.slice(0, -5), cutOff],
    ["that is nested without end", `{"a":${"[".repeat(100_000)}`, cutOff],
    ["that is a list", "[]", { problem: "has no lcov in line 1" }],
  ]
  for (const [name, text, expected] of cases) it(name, () => assert.deepEqual(readCoverage(text), expected))
})

it("coverage as node:test writes it is read as lcov", async () => {
  const { lcov } = await nodeTestReports(`import { test } from "node:test"
import "./sum.mjs"
test("does not call it", () => {})
`)
  const coverage = readCoverage(lcov)
  assert(!("problem" in coverage), "problem" in coverage ? coverage.problem : "")
  assert.match(lcov, /SF:sum\.mjs\n(.*\n)*?DA:2,0\n/)
  assert(coverage.covered < coverage.total)
})
