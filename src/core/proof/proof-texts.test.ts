import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { start } from "../definition/fixtures/at-mark.ts"
import { proofTexts } from "../definition/texts/proof-texts.ts"
import { checkAndProve } from "./check-and-prove.ts"

describe("the example of each code gives that code alone", () => {
  for (const [code, { example, summary }] of Object.entries(proofTexts)) {
    test(code, () => {
      const { diagnostics, definition } = checkAndProve(start + example, { file: "slipway.yaml" })
      assert.deepEqual([...new Set(diagnostics.map((diagnostic) => diagnostic.code))], [code])
      assert.equal(definition !== undefined, summary.endsWith("A warning."))
    })
  }
})
