import assert from "node:assert/strict"
import { describe, it } from "node:test"
import fc from "fast-check"
import { LineSplitter, LONGEST_LINE } from "./line-splitter.ts"

function split(...chunks: (string | Buffer)[]): string[] {
  const splitter = new LineSplitter()
  const lines = chunks.flatMap((chunk) => splitter.push(Buffer.from(chunk)))
  return [...lines, ...splitter.end()]
}

describe("splitting lines", () => {
  const cases: [string, (string | Buffer)[], string[]][] = [
    ["whole lines", ["a\nb\n"], ["a", "b"]],
    ["pieces", ["a", "b\nc", "d"], ["ab", "cd"]],
    ["empty lines", ["\n\na\n"], ["", "", "a"]],
    ["a character in two pieces", [Buffer.from([0xc3]), Buffer.from([0xa9, 0x0a])], ["é"]],
    ["line ends of Windows", ["a\r\nb\r", "\nc"], ["a", "b", "c"]],
    ["a line end in two pieces after text", ["hello", "\r", "\n"], ["hello"]],
    ["progress", ["1 %\r2 %\r", "3 %", "\r4 %\n"], ["4 %"]],
    ["a line that is too long", ["x".repeat(LONGEST_LINE + 5), "y", "\nz\n"], [`${"x".repeat(LONGEST_LINE)} …`, "z"]],
    ["progress after a line that is too long", ["x".repeat(9999), "\rok\n"], ["ok"]],
  ]
  for (const [name, chunks, expected] of cases) it(name, () => assert.deepEqual(split(...chunks), expected))

  it("shows the open line", () => {
    const splitter = new LineSplitter()
    splitter.push(Buffer.from("a\nb\rc"))
    assert.equal(splitter.open, "c")
  })

  it("does not depend on where the pieces end", () => {
    const text = fc.array(fc.constantFrom("a", "é", "\r", "\n", "\r\n", "日"), { maxLength: 30 })
    const property = fc.property(text, fc.array(fc.nat(60)), (parts, cuts) => {
      const bytes = Buffer.from(parts.join(""))
      const ends = [...new Set([0, ...cuts.filter((cut) => cut < bytes.length), bytes.length])].sort((a, b) => a - b)
      const pieces = ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end))
      assert.deepEqual(split(...pieces), split(bytes))
    })
    fc.assert(property)
  })
})
