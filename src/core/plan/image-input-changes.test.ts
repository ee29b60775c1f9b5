import assert from "node:assert/strict"
import { it } from "node:test"
import { definitionSchema } from "../definition/schema/definition-schema.ts"
import type { SourceFile } from "../evidence/source-inputs.ts"
import { fingerprintPlan } from "./fingerprint.ts"
import { imageInputChanges } from "./image-input-changes.ts"
import { type KeyedPlan, keyedPlan } from "./keyed-plan.ts"
import { makeBuildPlan } from "./make-plan.ts"

const web = {
  directory: "web",
  image: { builder: "node", files: ["src/**"], needs: ["docs:build"] },
  run: { port: 80 },
}
const docs = { directory: "docs", jobs: { build: { run: "make", inputs: ["*.md"], outputs: ["out"] } } }
const project = { version: 1, project: "shop", services: { web }, packages: { docs }, jobs: { lint: "lint" } }

const tree = { "README.md": "1", "docs/a.md": "1", "docs/b.txt": "1", "web/package.json": "1", "web/src/a.ts": "1" }

function planOf(definition: object, contents: Readonly<Record<string, string>>): KeyedPlan {
  const paths = Object.keys(contents).sort()
  const files = paths.map((path): SourceFile => ({ path, mode: "100644", oid: contents[path]?.repeat(40) ?? "" }))
  const plan = makeBuildPlan(definitionSchema.parse(definition), files)
  const texts = new Map([["web/package.json", JSON.stringify({ name: "web", version: "1.0.0" })]])
  return keyedPlan(
    plan,
    fingerprintPlan(plan, { files, texts }, () => ({})),
  )
}

const before = planOf(project, tree)
const withWeb = (image: object) => ({ ...project, services: { web: { ...web, image: { ...web.image, ...image } } } })

const cases: readonly (readonly [what: string, after: KeyedPlan, paths: readonly string[]])[] = [
  ["nothing", planOf(project, tree), []],
  ["a file that no image reads", planOf(project, { ...tree, "README.md": "2", "docs/b.txt": "2" }), []],
  ["a job that no image needs", planOf({ ...project, jobs: { lint: "other" } }, tree), []],
  ["a file of the image", planOf(project, { ...tree, "web/src/a.ts": "2" }), ["web/src/a.ts"]],
  ["a new one and one less", planOf(project, { ...tree, "web/src/b.ts": "1" }), ["web/src/b.ts"]],
  ["a file of a job before it", planOf(project, { ...tree, "docs/a.md": "2" }), ["docs/a.md"]],
  ["how it is made", planOf(withWeb({ platform: "linux/arm64" }), tree), ["slipway.yaml"]],
  ["a service less", planOf({ ...project, services: {} }, tree), ["slipway.yaml"]],
]
for (const [what, after, paths] of cases) {
  it(`${what}: ${paths.join(", ") || "no difference"}`, () => {
    assert.deepEqual(imageInputChanges(before, after), paths)
  })
}
