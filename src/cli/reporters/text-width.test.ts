import assert from "node:assert/strict"
import { describe, it } from "node:test"
import fc from "fast-check"
import { fitText, padText, textWidth } from "./text-width.ts"

describe("the width of text on a terminal", () => {
  const cases: [string, number][] = [
    ["", 0],
    ["plain", 5],
    ["größer", 6],
    ["e\u0301", 1],
    ["日本語", 6],
    ["한국", 4],
    ["（x）", 5],
    ["✓ ✗ …", 5],
    ["💥", 2],
    ["a\u200bb", 2],
  ]
  for (const [text, width] of cases)
    it(`${JSON.stringify(text)} is ${width}`, () => assert.equal(textWidth(text), width))

  it("is kept to", () => {
    assert.equal(fitText("gateway:unit", 12), "gateway:unit")
    assert.equal(fitText("gateway:unit", 8), "gateway…")
    assert.equal(fitText("日本語", 4), "日…")
    assert.equal(fitText("x", 0), "")
    assert.equal(padText("日", 4), "日  ")
  })

  it("is never exceeded", () => {
    const unit = fc.constantFrom("a", "日", "💥", "é", "e\u0301", " ")
    const property = fc.property(fc.string({ unit }), fc.nat(20), (text, width) => {
      assert(textWidth(fitText(text, width)) <= width)
      assert.equal(textWidth(padText(fitText(text, width), width)), width)
    })
    fc.assert(property)
  })
})
