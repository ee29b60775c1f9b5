import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { definitionSchema } from "../definition/schema/definition-schema.ts"
import { makeBuildPlan } from "../plan/make-plan.ts"
import { restorationOf } from "./restoration.ts"

const definition = definitionSchema.parse({
  version: 1,
  project: "shop",
  packages: {
    base: { directory: "base", setup: "npm ci", jobs: { build: { run: "true", outputs: ["dist"] } } },
    contract: { directory: "contract", jobs: { build: { run: "true", needs: ["base:build"], outputs: ["dist"] } } },
  },
  services: {
    gateway: {
      directory: "gateway",
      setup: "npm ci",
      image: { builder: "node", needs: ["contract:build"] },
      jobs: { lint: "true", unit: { run: "true", needs: ["lint", "contract:build"] } },
      run: { port: 80 },
    },
  },
})
const plan = makeBuildPlan(definition, [])
const all = ["base:build", "contract:build", "gateway:lint", "gateway:unit", "gateway:image"]

describe("what need not run", () => {
  const cases: [what: string, unknown: string[], running: string[], outputs: string[]][] = [
    ["nothing, when nothing is known", all, ["setup:base", "setup:gateway", ...all], []],
    ["everything, when all is known", [], [], []],
    [
      "what is known, with the outputs of all that comes before, and setups behind those too",
      ["gateway:unit"],
      ["setup:base", "setup:gateway", "gateway:unit"],
      ["base:build", "contract:build", "gateway:lint"],
    ],
    ["setups that nobody comes after", ["contract:build"], ["setup:base", "contract:build"], ["base:build"]],
    [
      "no setup for an image alone, but for what its outputs come from",
      ["gateway:image"],
      ["setup:base", "gateway:image"],
      ["base:build", "contract:build"],
    ],
  ]
  for (const [what, unknown, running, outputs] of cases) {
    it(what, () => {
      const known = new Set(all.filter((id) => !unknown.includes(id)))
      const restoration = restorationOf(plan, known)
      const spared = [...restoration.restored, ...restoration.outputs]
      const left = plan.jobs.map(({ id }) => id).filter((id) => !spared.includes(id))
      assert.deepEqual([...left].sort(), [...running].sort())
      assert.deepEqual(restoration.outputs, outputs)
    })
  }
})

it("a known image is scanned without anything that it was made from", () => {
  const scanner = { run: "scan", report: "report.json", format: "trivy", timeout: "1m" }
  const { services, packages, project, version } = definition
  const scanned = makeBuildPlan(
    { ...definition, ...definitionSchema.parse({ version, project, scanner }), services, packages },
    [],
  )
  const { restored, outputs } = restorationOf(scanned, new Set(all))
  const left = scanned.jobs.map(({ id }) => id).filter((id) => !restored.includes(id))
  assert.deepEqual([left, outputs], [["gateway:scan"], []])
})

it("a job on a known image finds what it finds when the image is built beside it", () => {
  const { services, ...rest } = definition
  const { gateway } = services
  assert(gateway)
  const { component } = definitionSchema.parse({
    version: 1,
    project: "shop",
    jobs: { component: { run: "true", in: "image" } },
  }).jobs
  assert(component)
  const tested = makeBuildPlan({ ...rest, services: { gateway: { ...gateway, jobs: { component } } } }, [])
  const { outputs } = restorationOf(tested, new Set(["base:build", "contract:build", "gateway:image"]))
  assert.deepEqual(outputs, ["base:build", "contract:build", "gateway:image"])
})
