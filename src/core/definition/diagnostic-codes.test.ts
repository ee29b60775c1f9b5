import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { diagnosticCodes } from "./diagnostic-codes.ts"
import { diagnose, start } from "./fixtures/at-mark.ts"

// What these show cannot stand in a readable example.
const unshown = new Set(["file-not-text", "file-too-large", "problems-left-out"])

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
