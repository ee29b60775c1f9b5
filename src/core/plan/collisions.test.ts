import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { definitionSchema } from "../definition/schema/definition-schema.ts"
import { collisionsOf } from "./collisions.ts"
import { makeBuildPlan } from "./make-plan.ts"

type Parts = Record<string, unknown>

/** Pairs of jobs that must not run at once, of packages by name. */
function pairs(packages: Record<string, { directory: string; jobs: Record<string, Parts> }>): string[] {
  const jobsOf = (jobs: Record<string, Parts>) =>
    Object.fromEntries(Object.entries(jobs).map(([name, job]) => [name, { run: "true", ...job }]))
  const all = Object.entries(packages).map(([name, { directory, jobs }]) => [name, { directory, jobs: jobsOf(jobs) }])
  const plan = makeBuildPlan(
    definitionSchema.parse({ version: 1, project: "shop", packages: Object.fromEntries(all) }),
    [],
  )
  const found = collisionsOf(plan, new Set())
  const both = [...found].flatMap(([position, others]) => others.map((other) => [position, other] as const))
  for (const [position, other] of both) assert(found.get(other)?.includes(position), "both ways round")
  const ids = both.map((pair) => pair.map((position) => plan.jobs[position]?.id).join(" "))
  return ids.filter((_, index) => (both[index]?.[0] ?? 0) < (both[index]?.[1] ?? 0)).sort()
}

const coverage = { reports: { coverage: "coverage/lcov.info" } }

describe("jobs that must not run at once", () => {
  it("are those that leave the same report in the same directory", () => {
    const two = { one: { directory: "a", jobs: { unit: coverage } }, two: { directory: "a", jobs: { unit: coverage } } }
    assert.deepEqual(pairs(two), ["one:unit two:unit"])
    assert.deepEqual(pairs({ ...two, two: { directory: "b", jobs: { unit: coverage } } }), [])
  })

  const cases: [what: string, one: Parts, other: Parts, collide: boolean][] = [
    ["a glob and a file in it", { outputs: ["dist/**"] }, { outputs: ["dist/index.js"] }, true],
    [
      "a glob and a file beside it",
      { reports: { junit: "reports/*.xml" } },
      { reports: { sarif: "reports/a.sarif" } },
      false,
    ],
    ["globs below each other", { outputs: ["dist/**"] }, { outputs: ["dist/web/*.js"] }, true],
    ["globs beside each other", { outputs: ["dist/**"] }, { outputs: ["distribution/**"] }, false],
    ["everything, and anything", { outputs: ["**/*.js"] }, { outputs: ["lib/*.js"] }, true],
    ["a file, and nothing", { outputs: ["out.txt"] }, {}, false],
  ]
  for (const [what, one, other, collide] of cases) {
    it(`${collide ? "are" : "are not"}: ${what}`, () => {
      for (const jobs of [
        { one, other },
        { other, one },
      ]) {
        assert.equal(pairs({ a: { directory: "a", jobs } }).length, collide ? 1 : 0)
      }
    })
  }

  it("are a job that writes and one that reads what it writes, unless it waits for it", () => {
    const jobs = {
      build: { outputs: ["dist/**"] },
      test: { needs: ["build"] },
      again: { outputs: ["dist/**"], needs: ["test"] },
      late: { outputs: ["dist/late.js"] },
    }
    assert.deepEqual(
      pairs({ a: { directory: "a", jobs } }),
      ["a:again a:late", "a:build a:again", "a:build a:late", "a:test a:late"].sort(),
    )
  })
})
