import assert from "node:assert/strict"
import { it } from "node:test"
import { criticalPath } from "./critical-path.ts"

function job(name: string, endedAt: number | null, ...needs: readonly string[]) {
  return { job: name, endedAt, detail: { needs } }
}

it("goes back from the job that ended last by the needs that ended last", () => {
  const jobs = [job("a", 10), job("b", 20), job("c", 30, "a", "b"), job("d", 25, "b"), job("e", 40, "c", "d")]
  assert.deepEqual(criticalPath(jobs), ["b", "c", "e"])
})

it("leaves out what has not ended, and is empty where it would be a single job", () => {
  assert.deepEqual(criticalPath([job("a", 10), job("b", 20, "a"), job("c", null, "b")]), ["a", "b"])
  assert.deepEqual(criticalPath([job("a", 10), job("b", null, "a")]), [])
})
