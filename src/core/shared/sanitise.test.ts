import assert from "node:assert/strict"
import { describe, it } from "node:test"
import fc from "fast-check"
import { sanitise } from "./sanitise.ts"

const ESC = "\u001b"
const BEL = "\u0007"

describe("sanitising a line", () => {
  const cases: [string, string, string][] = [
    ["plain text", "ok 12 – größer 日本", "ok 12 – größer 日本"],
    ["colours", `${ESC}[1;31mred${ESC}[0m`, `${ESC}[1;31mred${ESC}[0m${ESC}[0m`],
    ["colours with colons", `${ESC}[38:2::1:2:3mx`, `${ESC}[38:2::1:2:3mx${ESC}[0m`],
    ["cursor movement", `a${ESC}[2Ab${ESC}[Hc${ESC}[2Jd`, "abcd"],
    ["private modes", `${ESC}[?1049h${ESC}[?25lx`, "x"],
    ["private parameters before m", `${ESC}[>4;2mx`, "x"],
    ["a title", `a${ESC}]0;pwned${BEL}b`, "ab"],
    ["a title ended by ST", `a${ESC}]0;pwned${ESC}\\b`, "ab"],
    ["a clipboard write without an end", `a${ESC}]52;c;cHduZWQ=`, "a"],
    ["a device control string", `a${ESC}Pq#0${ESC}\\b`, "ab"],
    ["an escape inside a string", `a${ESC}]0;x${ESC}[31my${ESC}\\b`, "ab"],
    ["a full reset", `a${ESC}cb`, "ab"],
    ["a charset switch", `a${ESC}(0b`, "ab"],
    ["a query that would be answered", `a${ESC}[6nb`, "ab"],
    ["an 8-bit CSI", "a\u009b31mb", "a31mb"],
    ["bell, backspace, delete", `a${BEL}\b\u007fb`, "ab"],
    ["text that is reordered", "a\u202eb", "ab"],
    ["tabs", "a\tb", "a    b"],
    ["an escape at the end", `a${ESC}`, "a"],
    ["a sequence without an end", `a${ESC}[31`, "a"],
  ]
  for (const [name, line, expected] of cases) {
    it(name, () => assert.equal(sanitise(line, { colour: true }), expected))
  }

  it("removes colours where there are none", () => {
    assert.equal(sanitise(`${ESC}[31mred${ESC}[0m`, { colour: false }), "red")
  })

  it("leaves nothing but colours of anything", () => {
    const piece = fc.constantFrom(
      ESC,
      "[",
      "]",
      "P",
      "\\",
      BEL,
      "31",
      ";",
      "m",
      "A",
      "?",
      "x",
      "\u009b",
      "\r",
      " ",
      "é",
    )
    const property = fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const text = sanitise(pieces.join(""), { colour: true })
      const rest = text.split(ESC).map((part, index) => (index === 0 ? part : part.replace(/^\[[0-9;:]*m/, "")))
      assert.equal(rest.length - 1, [...text.matchAll(/\p{Cc}\[[0-9;:]*m/gu)].length)
      assert.doesNotMatch(rest.join(""), /\p{Cc}/u)
    })
    fc.assert(property, { numRuns: 5000 })
  })
})
