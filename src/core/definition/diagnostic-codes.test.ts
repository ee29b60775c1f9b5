import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { diagnosticCodes } from "./diagnostic-codes.ts"
import { diagnose, start } from "./fixtures/at-mark.ts"
import { proofTexts } from "./texts/proof-texts.ts"

// What the first three show cannot stand in a readable example; the others come from core/proof, which has a test of them.
const unshown = new Set(["file-not-text", "file-too-large", "problems-left-out", ...Object.keys(proofTexts)])

describe("the example of each code gives that code", () => {
  for (const [code, { example }] of Object.entries(diagnosticCodes)) {
    if (unshown.has(code)) continue
    test(code, () => {
      const codes = diagnose(start + example).map((diagnostic) => diagnostic.code)
      assert.ok(codes.includes(code as keyof typeof diagnosticCodes), `${codes.join(", ")} for\n${example}`)
    })
  }
})

test("an example shows its code alone, or with what is not supported yet", () => {
  for (const [code, { example }] of Object.entries(diagnosticCodes)) {
    if (unshown.has(code)) continue
    const others = diagnose(start + example).filter((one) => one.code !== code && one.code !== "not-supported-yet")
    assert.deepEqual(others, [], code)
  }
})
