import assert from "node:assert/strict"
import { describe, it } from "node:test"
import fc from "fast-check"
import { definitionSchema } from "../definition/schema/definition-schema.ts"
import type { SourceFile } from "../evidence/source-inputs.ts"
import type { Digest } from "../shared/digest.ts"
import { type FingerprintedPlan, fingerprintPlan } from "./fingerprint.ts"
import { makeBuildPlan } from "./make-plan.ts"

const oid = (digit: string) => digit.repeat(40)
const file = (path: string, content = "1", mode = "100644"): SourceFile => ({ path, mode, oid: oid(content) })

const unit = { run: "npm test", inputs: ["src/**", "package.json"], needs: ["build"] }
const jobs = { unit, build: { run: "npm run build" } }
const web = { directory: "web", setup: "npm ci", image: { builder: "node" }, jobs, run: { port: 80 } }
const project = { version: 1, project: "shop", services: { web } }
const changed = (job: Record<string, unknown>) => ({
  ...project,
  services: { web: { ...web, jobs: { ...jobs, unit: { ...unit, ...job } } } },
})
const tree = [
  file("README.md"),
  file("package-lock.json"),
  file("web/.env"),
  file("web/notes.txt"),
  file("web/package.json"),
  file("web/src/a.ts"),
  file("website/src/a.ts"),
]
const facts = { platform: "linux/x64" }

/** Another tree, with these files instead of those of the same path. */
const treeWith = (...files: readonly SourceFile[]) => {
  const paths = new Set(files.map(({ path }) => path))
  return [...tree.filter(({ path }) => !paths.has(path)), ...files].sort((a, b) => (a.path < b.path ? -1 : 1))
}
const without = (path: string) => tree.filter((one) => one.path !== path)

const reversed = (value: object) => Object.fromEntries(Object.entries(value).reverse())

interface Setting {
  readonly definition?: unknown
  readonly files?: readonly SourceFile[]
  readonly texts?: ReadonlyMap<string, string>
  readonly facts?: Readonly<Record<string, string>>
}

/** The key under which the result of `web:unit` is evidence. */
function keyOf(setting: Setting, job = "web:unit"): Digest {
  const definition = definitionSchema.parse(setting.definition ?? project)
  const files = setting.files ?? tree
  const found = fingerprintPlan(
    makeBuildPlan(definition, files),
    { files, texts: setting.texts ?? new Map() },
    () => setting.facts ?? facts,
  ).get(job)
  assert(found)
  return found.key
}

describe("the key of a job's evidence", () => {
  const matters: readonly (readonly [what: string, setting: Setting])[] = [
    ["the content of an input", { files: treeWith(file("web/src/a.ts", "2")) }],
    ["the mode of an input", { files: treeWith(file("web/src/a.ts", "1", "100755")) }],
    ["an input that is a link", { files: treeWith(file("web/src/a.ts", "1", "120000")) }],
    ["a new input", { files: treeWith(file("web/src/b.ts")) }],
    ["a hidden input", { files: treeWith(file("web/src/.hidden")) }],
    ["an input less", { files: without("web/package.json") }],
    ["an input that was renamed", { files: [...without("web/src/a.ts"), file("web/src/z.ts")] }],
    ["what a job before it read", { files: treeWith(file("web/notes.txt", "2")) }],
    ["the lock file of its setup", { files: treeWith(file("package-lock.json", "2")) }],
    ["its command", { definition: changed({ run: "npm test -- --bail" }) }],
    ["its environment", { definition: changed({ env: { CI: "1" } }) }],
    ["its inputs as defined", { definition: changed({ inputs: ["**"] }) }],
    ["its least coverage", { definition: changed({ coverage: { lines: 1 } }) }],
    ["where it runs", { definition: changed({ directory: "website" }) }],
    ["what it needs", { definition: changed({ needs: [] }) }],
    [
      "the command of a job before it",
      { definition: { ...project, services: { web: { ...web, jobs: { unit, build: "true" } } } } },
    ],
    ["the command of its setup", { definition: { ...project, services: { web: { ...web, setup: "true" } } } }],
    ["the machine's kind", { facts: { platform: "darwin/arm64" } }],
  ]
  for (const [what, setting] of matters) {
    it(`differs with ${what}`, () => assert.notEqual(keyOf(setting), keyOf({})))
  }

  const harmless: readonly (readonly [what: string, setting: Setting])[] = [
    ["a file outside", { files: treeWith(file("README.md", "2")) }],
    ["a folder whose name begins alike", { files: treeWith(file("website/src/a.ts", "2")) }],
    [
      "the order of the definition's keys",
      { definition: { ...project, services: { web: reversed({ ...web, jobs: reversed(jobs) }) } } },
    ],
    ["another service", { definition: { ...project, services: { web, api: { ...web, directory: "website" } } } }],
    ["how long it may take", { definition: changed({ timeout: "1h" }) }],
    ["how often it is tried", { definition: changed({ retries: 2 }) }],
    ["the environments", { definition: { ...project, branches: { protected: ["stable"] } } }],
  ]
  for (const [what, setting] of harmless) {
    it(`is the same whatever ${what}`, () => assert.equal(keyOf(setting), keyOf({})))
  }

  it("of an image covers every file of its directory", () => {
    const before = keyOf({}, "web:image")
    assert.notEqual(keyOf({ files: treeWith(file("web/.env", "2")) }, "web:image"), before)
    assert.equal(keyOf({ files: treeWith(file("README.md", "2")) }, "web:image"), before)
  })
})

describe("fingerprints that know what the same plan came to on other files", () => {
  const anyFile = fc.record({
    path: fc.constantFrom(...tree.map(({ path }) => path)),
    content: fc.constantFrom("1", "2"),
    mode: fc.constantFrom("100644", "100755", "120000"),
  })
  const anyTree = fc.array(anyFile, { maxLength: 5 }).map((files) => {
    const unique = new Map(files.map(({ path, content, mode }) => [path, file(path, content, mode)]))
    return treeWith(...unique.values())
  })
  const anyFacts = fc.constantFrom(
    { platform: "linux/x64" },
    { platform: "linux/arm64" },
    { platform: "linux/x64", node: "v24" },
  )
  const anySetting = fc.record({ files: anyTree, facts: anyFacts })

  it("are those that they would be without", () => {
    const plan = makeBuildPlan(definitionSchema.parse(project), tree)
    const of = (
      { files, facts: found }: { files: readonly SourceFile[]; facts: Record<string, string> },
      earlier?: FingerprintedPlan,
    ) => fingerprintPlan(plan, { files, texts: new Map() }, () => found, earlier)
    let taken = 0
    const property = fc.property(anySetting, anySetting, (before, after) => {
      const earlier = { plan, fingerprints: of(before) }
      const found = of(after, earlier)
      assert.deepEqual(found, of(after))
      for (const [id, one] of found) if (one === earlier.fingerprints.get(id)) taken++
    })
    fc.assert(property, { numRuns: 1000 })
    assert(taken > 100, "many are taken over")
  })

  it("take nothing over from another plan", () => {
    const [before, after] = [project, changed({ run: "npm test -- --bail" })].map((definition) =>
      makeBuildPlan(definitionSchema.parse(definition), tree),
    )
    assert(before && after)
    const source = { files: tree, texts: new Map() }
    const earlier = { plan: before, fingerprints: fingerprintPlan(before, source, () => facts) }
    assert.deepEqual(
      fingerprintPlan(after, source, () => facts, earlier),
      fingerprintPlan(after, source, () => facts),
    )
  })
})
