import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { definitionSchema } from "../definition/schema/definition-schema.ts"
import type { SourceFile } from "../evidence/source-inputs.ts"
import { makeBuildPlan, makeVerificationPlan } from "./make-plan.ts"
import type { Plan, PlannedJob } from "./plan.ts"

const image = { builder: "node" }
const run = { port: 80 }

function define(parts: Record<string, unknown>) {
  return definitionSchema.parse({ version: 1, project: "shop", ...parts })
}

function files(...paths: readonly string[]): SourceFile[] {
  return paths.map((path) => ({ path, mode: "100644", oid: "0".repeat(40) }))
}

function shape(plan: Plan): Record<string, readonly string[]> {
  return Object.fromEntries(plan.jobs.map(({ id, needs }) => [id, needs]))
}

function jobOf(plan: Plan, id: string): PlannedJob {
  const job = plan.jobs.find((one) => one.id === id)
  assert(job, `there is no ${id}`)
  return job
}

describe("the jobs of a commit", () => {
  it("stand behind what they need", () => {
    const plan = makeBuildPlan(
      define({
        jobs: { docs: { run: "true", needs: ["web:unit"] } },
        packages: { contract: { directory: "contract", jobs: { build: "true" } } },
        services: {
          web: {
            directory: "web",
            setup: "npm ci",
            image: { ...image, needs: ["contract:build", "bundle"] },
            jobs: { unit: { run: "true", needs: ["lint", "contract:build"] }, lint: "true", bundle: "true" },
            run,
          },
        },
      }),
      files("web/package-lock.json"),
    )
    assert.deepEqual(Object.entries(shape(plan)), [
      ["setup:web", []],
      ["web:lint", ["setup:web"]],
      ["contract:build", []],
      ["web:unit", ["setup:web", "web:lint", "contract:build"]],
      ["docs", ["web:unit"]],
      ["web:bundle", ["setup:web"]],
      ["web:image", ["contract:build", "web:bundle"]],
    ])
  })

  it("are none where nothing is defined", () => assert.deepEqual(makeBuildPlan(define({}), files("a")), { jobs: [] }))

  it("take directory, limits and reports from the definition", () => {
    const unit = {
      run: "npm test",
      directory: "elsewhere",
      env: { A: "1" },
      secrets: ["TOKEN"],
      inputs: ["src/**"],
      outputs: ["dist/**"],
      reports: { coverage: "lcov.info" },
      coverage: { lines: 80 },
      timeout: "2m",
      retries: 3,
      retry: "always",
      tools: ["node"],
      always: true,
    }
    const plan = makeBuildPlan(define({ services: { web: { directory: "web", image, jobs: { unit }, run } } }), [])
    const { definition, ...job } = jobOf(plan, "web:unit")
    assert.match(definition, /^sha256:/)
    assert.deepEqual(job, {
      kind: "job",
      id: "web:unit",
      owner: "web",
      needs: [],
      directory: "elsewhere",
      command: "npm test",
      container: null,
      sidecars: [],
      inImage: false,
      env: { A: "1" },
      secrets: ["TOKEN"],
      inputs: ["src/**"],
      outputs: ["dist/**"],
      reports: { junit: null, coverage: "lcov.info", sarif: null, contracts: null, verified: null },
      coverageMinimum: 80,
      timeout: 120_000,
      retries: 3,
      retry: "always",
      tools: ["node"],
      always: true,
    })
  })
})

describe("setups", () => {
  const twoServices = (web: string, api: string) =>
    define({
      services: {
        web: { directory: "services/web", setup: web, image, jobs: { unit: "true" }, run },
        api: { directory: "services/api", setup: api, image, jobs: { unit: "true" }, run },
      },
    })
  const setupsOf = (plan: Plan) => plan.jobs.filter(({ kind }) => kind === "setup")

  it("run once where services share a lock file", () => {
    const plan = makeBuildPlan(twoServices("npm ci", "npm ci"), files("package-lock.json"))
    assert.deepEqual(
      setupsOf(plan).map(({ id, directory }) => [id, directory]),
      [["setup:root", "."]],
    )
  })

  it("run in each folder that has a lock file of its own", () => {
    const plan = makeBuildPlan(
      twoServices("npm ci", "npm ci"),
      files("package-lock.json", "services/web/package-lock.json"),
    )
    assert.deepEqual(
      setupsOf(plan)
        .map(({ directory }) => directory)
        .sort(),
      [".", "services/web"],
    )
  })

  it("run in the service's folder where there is no lock file", () => {
    const plan = makeBuildPlan(twoServices("npm ci", "npm ci"), [])
    assert.deepEqual(
      setupsOf(plan)
        .map(({ directory }) => directory)
        .sort(),
      ["services/api", "services/web"],
    )
  })

  it("run every command, in order, where services share a lock file but not the command", () => {
    const plan = makeBuildPlan(twoServices("npm ci", "npm run generate"), files("package-lock.json"))
    const [setup, ...others] = setupsOf(plan)
    assert(setup?.kind === "setup")
    assert.deepEqual(others, [])
    assert.equal(setup.command, "set -e\nnpm ci\nnpm run generate")
    assert.deepEqual(jobOf(plan, "web:unit").needs, [setup.id])
    assert.deepEqual(jobOf(plan, "api:unit").needs, [setup.id])
  })
})

describe("the tests of an environment", () => {
  const definition = define({
    jobs: { docs: "true" },
    packages: { contract: { directory: "contract", setup: "npm ci", jobs: { build: "true", unit: "true" } } },
    services: { web: { directory: "web", setup: "npm ci", image, jobs: { unit: "true" }, run } },
    tests: {
      e2e: { directory: "tests/e2e", setup: "npm ci", run: "npm test", needs: ["contract:build"] },
      smoke: { directory: "tests/e2e", run: "npm run smoke" },
    },
  })
  const tree = files("package-lock.json")

  it("bring along only what they need", () => {
    assert.deepEqual(shape(makeVerificationPlan(definition, tree, ["e2e"])), {
      "setup:root": [],
      "contract:build": ["setup:root"],
      "test:e2e": ["setup:root", "contract:build"],
    })
  })
  it("are those that are named", () => {
    assert.deepEqual(shape(makeVerificationPlan(definition, tree, ["smoke"])), { "test:smoke": [] })
    assert.deepEqual(makeVerificationPlan(definition, tree, []), { jobs: [] })
  })
  it("share their setup with the jobs that they need", () => {
    const { contract } = definition.packages
    assert(contract)
    const other = { ...definition, packages: { contract: { ...contract, setup: "npm ci --offline" } } }
    const plan = makeVerificationPlan(other, tree, ["e2e"])
    const commands = plan.jobs.flatMap((job) => (job.kind === "setup" ? [job.command] : []))
    assert.deepEqual(commands, ["set -e\nnpm ci --offline\nnpm ci"])
  })
  it("leave out what this commit does not define", () => {
    assert.deepEqual(makeVerificationPlan(definition, tree, ["performance"]), { jobs: [] })
  })
})
