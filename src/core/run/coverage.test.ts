import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { coverageShortfall } from "./coverage.ts"

describe("coverage of lines", () => {
  const cases: [number, number, number, string | undefined][] = [
    [734, 1000, 80, "gateway: line coverage 73.4 % is below the required 80 %"],
    [79_999, 100_000, 80, "gateway: line coverage 79.9 % is below the required 80 %"],
    [79_949, 100_000, 79.95, "gateway: line coverage 79.9 % is below the required 79.95 %"],
    [7999, 10_000, 79.995, "gateway: line coverage 79.9 % is below the required 79.995 %"],
    [0, 3, 0.1, "gateway: line coverage 0.0 % is below the required 0.1 %"],
    [733, 1000, 73.3, undefined],
    [4, 5, 80, undefined],
    [0, 5, 0, undefined],
    [5, 5, 100, undefined],
  ]
  for (const [covered, total, minimum, expected] of cases) {
    it(`${covered} of ${total} against ${minimum} %`, () => {
      assert.equal(coverageShortfall("gateway", { covered, total }, minimum), expected)
    })
  }
})
