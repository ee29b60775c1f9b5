import assert from "node:assert/strict"
import { it } from "node:test"
import { FoldedRows } from "./folded-rows.ts"

it("shows each line once, but the hidden ones, and finds every line's row", () => {
  const rows = new FoldedRows(12, [
    { from: 1, to: 3 },
    { from: 4, to: 4 },
    { from: 6, to: 9 },
  ])
  const lines = Array.from({ length: rows.count }, (_, row) => rows.lineOf(row))
  assert.deepEqual(lines, [0, 1, 4, 5, 6, 10, 11])
  for (const [row, line] of lines.entries()) assert.equal(rows.rowOf(line), row)
  assert.equal(rows.rowOf(3), 1)
  assert.equal(rows.rowOf(9), 4)
})

it("leaves a log as it is where nothing is folded, or the fold goes further than the log", () => {
  assert.equal(new FoldedRows(3, []).lineOf(2), 2)
  assert.equal(new FoldedRows(3, [{ from: 0, to: 7 }]).count, 3)
})
