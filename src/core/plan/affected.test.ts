import assert from "node:assert/strict"
import { describe, it } from "node:test"
import fc from "fast-check"
import { definitionSchema } from "../definition/schema/definition-schema.ts"
import type { SourceFile } from "../evidence/source-inputs.ts"
import { affectedJobs } from "./affected.ts"
import { fingerprintPlan } from "./fingerprint.ts"
import { type KeyedPlan, keyedPlan } from "./keyed-plan.ts"
import { makeBuildPlan } from "./make-plan.ts"
import { rootCauses } from "./root-causes.ts"

type Fields = Record<string, unknown>

/** A project in values, each of which can be another one. */
interface Project {
  readonly lib: Fields
  readonly unit: Fields
  readonly web: Fields
  readonly image: Fields
  readonly files: Readonly<Record<string, string>>
  readonly modes: Readonly<Record<string, string>>
  readonly node: string
}

const project: Project = {
  lib: { run: "make", outputs: ["dist/**"] },
  unit: { run: "npm test", needs: ["lib:build"], inputs: ["src/**"], env: { MODE: "x" }, tools: ["node"] },
  web: { directory: "web", setup: "npm ci" },
  image: { builder: "node" },
  files: { "lib/a.ts": "1", "package-lock.json": "1", "web/notes.txt": "1", "web/src/a.ts": "1", "web/src/b.ts": "1" },
  modes: {},
  node: "v24",
}

function planOf({ lib, unit, web, image, files, modes, node }: Project): KeyedPlan {
  const definition = definitionSchema.parse({
    version: 1,
    project: "shop",
    jobs: { docs: { run: "true", directory: "docs" } },
    packages: { lib: { directory: "lib", jobs: { build: lib } } },
    services: {
      web: {
        ...web,
        image,
        jobs: { unit, report: { run: "report", needs: ["unit"], inputs: ["none"] } },
        run: { port: 80 },
      },
    },
  })
  const tree = Object.entries(files)
    .map(([path, content]): SourceFile => ({ path, mode: modes[path] ?? "100644", oid: content.repeat(40) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
  const plan = makeBuildPlan(definition, tree)
  const factsOf = (job: { readonly kind: string }) => (job.kind === "job" ? { "tool:node": node } : {})
  return keyedPlan(plan, fingerprintPlan(plan, { files: tree, texts: new Map() }, factsOf))
}

type Change = (at: Project) => Project

const unit =
  (more: Fields): Change =>
  (at) => ({ ...at, unit: { ...at.unit, ...more } })
const files =
  (more: Readonly<Record<string, string>>): Change =>
  (at) => ({ ...at, files: { ...at.files, ...more } })
const without =
  (path: string): Change =>
  (at) => ({ ...at, files: Object.fromEntries(Object.entries(at.files).filter(([name]) => name !== path)) })

const changes: Readonly<Record<string, Change>> = {
  nothing: (at) => at,
  "the command": unit({ run: "npm run test" }),
  "a variable": unit({ env: { MODE: "y" } }),
  "what it needs": unit({ needs: [] }),
  "what it reads": unit({ inputs: ["src/a.ts"] }),
  "a minimum": unit({ coverage: { lines: 80 }, reports: { coverage: "lcov.info" } }),
  "its container": unit({ container: "node:24" }),
  "its secrets": unit({ secrets: ["TOKEN"] }),
  "that it always runs": unit({ always: true }),
  "how long it may take": unit({ timeout: "1m" }),
  "a tool's version": (at) => ({ ...at, node: "v25" }),
  "the setup": (at) => ({ ...at, web: { ...at.web, setup: "npm ci --ignore-scripts" } }),
  "no setup": (at) => ({ ...at, web: { directory: "web" } }),
  "how the image is made": (at) => ({ ...at, image: { builder: "node", needs: ["lib:build"] } }),
  "the package's command": (at) => ({ ...at, lib: { ...at.lib, run: "make all" } }),
  "the package's file": files({ "lib/a.ts": "2" }),
  "the lock file": files({ "package-lock.json": "2" }),
  "a file": files({ "web/src/a.ts": "2" }),
  "a new file": files({ "web/src/c.ts": "1" }),
  "a file that is gone": without("web/src/b.ts"),
  "a mode": (at) => ({ ...at, modes: { "web/src/a.ts": "100755" } }),
  "a file of the image alone": files({ "web/notes.txt": "2" }),
}

const before = planOf(project)
const changed = (...names: readonly string[]) =>
  planOf(names.reduce<Project>((at, name) => changes[name]?.(at) ?? at, project))

describe("the jobs that a change affects", () => {
  const cases: readonly (readonly [change: string, affected: readonly string[]])[] = [
    ["nothing", []],
    ["how long it may take", []],
    ["the command", ["web:unit", "web:report"]],
    ["a file", ["web:unit", "web:report", "web:image"]],
    ["a file of the image alone", ["web:image"]],
    ["how the image is made", ["web:image"]],
    ["the package's file", ["lib:build", "web:unit", "web:report"]],
    ["the lock file", ["web:unit", "web:report"]],
    ["a tool's version", ["docs", "lib:build", "web:unit", "web:report"]],
  ]
  for (const [change, affected] of cases) {
    it(change, () => assert.deepEqual(affectedJobs(before, changed(change)), affected))
  }

  it("are all where there was nothing, and none that is gone", () => {
    const all = [...before.keys()].filter((id) => id !== "setup:root")
    assert.deepEqual(affectedJobs(new Map(), before), all)
    assert.deepEqual(affectedJobs(before, new Map()), [])
  })
})

describe("why a job's key differs", () => {
  const causes = (id: string, ...names: readonly string[]) =>
    rootCauses(before, changed(...names), id).map(({ path, changes: of }) => {
      assert(of)
      const { definition, definedElsewhere, facts, files: paths, needs } = of
      const others = { added: needs.added, removed: needs.removed }
      const named = (lists: Readonly<Record<string, readonly string[]>>) =>
        Object.entries(lists).flatMap(([what, list]) => list.map((one) => `${what} ${one}`))
      return [
        path.join(" "),
        ...definition.map(({ name, before: was, after }) => `${name}: ${was} > ${after}`),
        ...(definedElsewhere ? ["elsewhere"] : []),
        ...facts.map(({ name, before: was, after }) => `${name}: ${was} > ${after}`),
        ...named(paths),
        ...named(others),
      ]
    })

  const cases: readonly (readonly [
    what: string,
    id: string,
    changes: readonly string[],
    causes: readonly string[][],
  ])[] = [
    ["nothing", "web:unit", [], []],
    ["a command", "web:unit", ["the command"], [["web:unit", "run: npm test > npm run test"]]],
    [
      "a variable and a tool",
      "web:unit",
      ["a variable", "a tool's version"],
      [
        ["web:unit", "env.MODE: x > y", "tool:node: v24 > v25"],
        ["web:unit lib:build", "tool:node: v24 > v25"],
      ],
    ],
    [
      "files",
      "web:unit",
      ["a file", "a new file", "a file that is gone"],
      [["web:unit", "added web/src/c.ts", "removed web/src/b.ts", "changed web/src/a.ts"]],
    ],
    ["a mode", "web:unit", ["a mode"], [["web:unit", "mode web/src/a.ts"]]],
    [
      "fewer inputs",
      "web:unit",
      ["what it reads"],
      [["web:unit", "inputs: src/** > src/a.ts", "removed web/src/b.ts"]],
    ],
    ["a need less", "web:unit", ["what it needs"], [["web:unit", "removed lib:build"]]],
    [
      "the setup",
      "web:unit",
      ["the setup"],
      [
        ["web:unit", "elsewhere"],
        ["web:unit setup:root", "run: npm ci > npm ci --ignore-scripts"],
      ],
    ],
    ["an image", "web:image", ["how the image is made"], [["web:image", "elsewhere", "added lib:build"]]],
    [
      "a job far before it",
      "web:report",
      ["the package's file"],
      [["web:report web:unit lib:build", "changed lib/a.ts"]],
    ],
    [
      "all on the way",
      "web:report",
      ["the package's command", "a file", "the lock file"],
      [
        ["web:report setup:root", "changed package-lock.json"],
        ["web:report web:unit", "changed web/src/a.ts"],
        ["web:report web:unit lib:build", "run: make > make all"],
      ],
    ],
  ]
  for (const [what, id, names, expected] of cases) {
    it(what, () => assert.deepEqual(causes(id, ...names), expected))
  }

  it("a job that is new has no changes", () => {
    assert.deepEqual(rootCauses(new Map(), before, "docs"), [{ path: ["docs"], changes: null }])
  })

  it("is found for every key that differs, and for no other, whatever changes together", () => {
    const some = fc.uniqueArray(fc.constantFrom(...Object.keys(changes)), { maxLength: 4 })
    fc.assert(
      fc.property(some, (names) => {
        const after = changed(...names)
        for (const id of after.keys()) {
          const differs = before.get(id)?.key !== after.get(id)?.key
          assert.equal(rootCauses(before, after, id).length > 0, differs, `${id}: ${names.join(", ")}`)
        }
      }),
      { numRuns: 300 },
    )
  })
})
