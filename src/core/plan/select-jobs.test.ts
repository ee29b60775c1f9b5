import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { definitionSchema } from "../definition/schema/definition-schema.ts"
import { makeBuildPlan } from "./make-plan.ts"
import { selectJobs } from "./select-jobs.ts"

const definition = definitionSchema.parse({
  version: 1,
  project: "shop",
  jobs: { docs: "true" },
  packages: { contract: { directory: "contract", jobs: { build: "true" } } },
  services: {
    gateway: {
      directory: "gateway",
      image: { builder: "node", needs: ["contract:build"] },
      setup: "true",
      jobs: { lint: "true", unit: { run: "true", needs: ["lint"] } },
      run: { port: 80 },
    },
  },
})
const plan = makeBuildPlan(definition, [])

describe("selecting jobs", () => {
  const cases: [string[], string[]][] = [
    [["docs"], ["docs"]],
    [["gateway:lint"], ["setup:gateway", "gateway:lint"]],
    [
      ["gateway:unit", "docs"],
      ["docs", "setup:gateway", "gateway:lint", "gateway:unit"],
    ],
    [["gateway"], ["contract:build", "setup:gateway", "gateway:lint", "gateway:unit", "gateway:image"]],
  ]
  for (const [names, expected] of cases) {
    it(names.join(" and "), () => {
      const selected = selectJobs(plan, names)
      assert(selected.ok)
      assert.deepEqual(
        selected.value.jobs.map((job) => job.id),
        expected,
      )
    })
  }

  it("says what was meant", () => {
    const selected = selectJobs(plan, ["gateway:unti"])
    assert(!selected.ok)
    assert.equal(selected.failure.reason, "argument-invalid")
    assert.equal(selected.failure.hint, "did you mean 'gateway:unit'?")
  })
})
