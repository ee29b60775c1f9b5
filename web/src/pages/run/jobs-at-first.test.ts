import assert from "node:assert/strict"
import { it } from "node:test"
import { AT_FIRST, jobsAtFirst } from "./jobs-at-first.ts"

it("leaves a short list as it is, and begins a long one with what failed and what runs", () => {
  const few = [{ status: "succeeded" as const }, { status: "failed" as const }]
  assert.equal(jobsAtFirst(few), few)
  const many = Array.from({ length: AT_FIRST + 5 }, (_, id) => {
    return { id, status: id === 64 ? ("failed" as const) : id === 63 ? ("running" as const) : ("succeeded" as const) }
  })
  const shown = jobsAtFirst(many)
  assert.equal(shown.length, AT_FIRST)
  assert.deepEqual(
    shown.slice(0, 3).map(({ id }) => id),
    [64, 63, 0],
  )
})
