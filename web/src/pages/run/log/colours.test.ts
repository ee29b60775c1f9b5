import assert from "node:assert/strict"
import { it } from "node:test"
import { readableColour } from "./colours.ts"

it("makes one of eight readable colours of any", () => {
  assert.equal(readableColour({ type: "named", name: "brightRed" }), "red")
  assert.equal(readableColour({ type: "table", index: 12 }), "blue")
  assert.equal(readableColour({ type: "table", index: 46 }), "green")
  assert.equal(readableColour({ type: "table", index: 240 }), "white")
  assert.equal(readableColour({ type: "rgb", rgb: [255, 140, 0] }), "yellow")
  assert.equal(readableColour({ type: "rgb", rgb: [10, 10, 12] }), "white")
})
