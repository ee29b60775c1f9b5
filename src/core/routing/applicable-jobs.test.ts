import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { definitionSchema } from "../definition/schema/definition-schema.ts"
import { applicableJobs, pushOf } from "./applicable-jobs.ts"

const definition = definitionSchema.parse({
  version: 1,
  project: "shop",
  jobs: {
    lint: "npm run lint",
    nightly: { run: "npm run all", if: { branch: ["main", "release/**"], tag: "nightly-*" } },
    report: { run: "npm run report", needs: ["nightly"] },
  },
  packages: {
    contract: { directory: "contract", jobs: { build: { run: "npm run build", if: { tag: "v*" } } } },
  },
  services: {
    web: {
      directory: "web",
      image: { builder: "node" },
      run: { port: 3000 },
      jobs: {
        unit: { run: "npm test", if: {} },
        smoke: { run: "npm run smoke", if: { environment: ["uat", "preview"] } },
        both: { run: "true", if: { branch: "feature/*", environment: ["uat"] } },
        typed: { run: "tsc", needs: ["contract:build", "unit"] },
        last: { run: "true", needs: ["typed"] },
      },
    },
  },
  targets: { here: { kind: "process" } },
  environments: {
    preview: { from: { branch: "feature/*" }, ephemeral: {}, target: "here" },
    uat: { from: { branch: "main" }, target: "here" },
    staging: { from: { environment: "uat", when: { tag: "release" } }, target: "here" },
  },
})

const ofBranch = "only for branch main, release/** or tag nightly-*"
const withoutBuild = {
  "contract:build": "only for tag v*",
  "web:typed": "needs contract:build",
  "web:last": "needs web:typed",
}
const withoutNightly = { nightly: ofBranch, report: "needs nightly" }
const withoutWay = { "web:smoke": "only on the way to uat, preview" }

const pushes: readonly (readonly [ref: string | null, leftOut: Readonly<Record<string, string>>])[] = [
  ["refs/heads/main", { ...withoutBuild, "web:both": "only for branch feature/*" }],
  ["refs/heads/release/1/2", { ...withoutBuild, ...withoutWay, "web:both": "only for branch feature/*" }],
  ["refs/heads/feature/x", { ...withoutNightly, ...withoutBuild, "web:both": "only on the way to uat" }],
  ["refs/tags/v1.0.0", { ...withoutNightly, ...withoutWay, "web:both": "only for branch feature/*" }],
  ["refs/tags/nightly-1", { ...withoutBuild, ...withoutWay, "web:both": "only for branch feature/*" }],
  [null, { ...withoutNightly, ...withoutBuild, ...withoutWay, "web:both": "only for branch feature/*" }],
]

describe("a push does without the jobs whose `if` (branch, tag, environment) it does not meet", () => {
  for (const [ref, leftOut] of pushes) {
    it(String(ref), () => {
      const found = applicableJobs(definition, pushOf(definition, ref))
      assert.deepEqual(Object.fromEntries(found.leftOut.map(({ job, why }) => [job, why])), leftOut)
      const { jobs, packages, services } = found.definition
      const left = [
        ...Object.keys(jobs),
        ...Object.keys(packages.contract?.jobs ?? {}).map((name) => `contract:${name}`),
        ...Object.keys(services.web?.jobs ?? {}).map((name) => `web:${name}`),
      ]
      assert.equal(left.length + Object.keys(leftOut).length, 9)
      assert.deepEqual(
        left.filter((job) => job in leftOut),
        [],
      )
    })
  }

  it("and all of them where none has one", () => {
    const plain = definitionSchema.parse({ version: 1, project: "shop", jobs: { lint: "npm run lint" } })
    assert.equal(applicableJobs(plain, pushOf(plain, "refs/heads/main")).definition, plain)
  })
})
