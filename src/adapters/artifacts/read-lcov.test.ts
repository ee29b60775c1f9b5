import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { readLcov } from "./read-lcov.ts"

const section = (file: string, ...lines: string[]) => `TN:\nSF:${file}\n${lines.join("\n")}\nend_of_record\n`

describe("an lcov report", () => {
  const cases: [string, string, ReturnType<typeof readLcov>][] = [
    ["counts lines", section("a.ts", "DA:1,3", "DA:2,0", "LF:2", "LH:1"), { covered: 1, total: 2 }],
    ["adds files up", section("a.ts", "DA:1,3") + section("b.ts", "DA:1,0"), { covered: 1, total: 2 }],
    ["counts a file once", section("a.ts", "DA:1,0") + section("a.ts", "DA:1,2"), { covered: 1, total: 1 }],
    ["believes lines, not sums", section("a.ts", "DA:1,0", "LF:100", "LH:100"), { covered: 0, total: 1 }],
    ["reads other fields", section("a.ts", "FN:1,f", "FNDA:1,f", "BRDA:1,0,0,1", "DA:1,1,x"), { covered: 1, total: 1 }],
    ["reads line ends of Windows", section("a.ts", "DA:1,1").replaceAll("\n", "\r\n"), { covered: 1, total: 1 }],
    ["is empty", "", { problem: "is cut off: it does not end with `end_of_record`" }],
    ["is cut off", "SF:a.ts\nDA:1,1\n", { problem: "is cut off: it does not end with `end_of_record`" }],
    ["is something else", "<coverage/>", { problem: "has no lcov in line 1" }],
    ["has a damaged count", section("a.ts", "DA:1,x"), { problem: "has no lcov in line 3" }],
    ["has a negative count", section("a.ts", "DA:1,-1"), { problem: "has no lcov in line 3" }],
    ["names no file", "TN:\nend_of_record\n", { problem: "names no line of code" }],
    ["names no line of any file", "TN:\nSF:a\nLF:0\nLH:0\nend_of_record\n", { problem: "names no line of code" }],
  ]
  for (const [name, text, expected] of cases) it(name, () => assert.deepEqual(readLcov(text), expected))
})
