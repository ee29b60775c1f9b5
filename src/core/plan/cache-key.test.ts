import assert from "node:assert/strict"
import { describe, it } from "node:test"
import fc from "fast-check"
import { definitionSchema } from "../definition/schema/definition-schema.ts"
import type { SourceFile } from "../evidence/source-inputs.ts"
import type { Digest } from "../shared/digest.ts"
import { fingerprintPlan } from "./fingerprint.ts"
import { makeBuildPlan } from "./make-plan.ts"
import type { PlannedJob } from "./plan.ts"
import { recallKeys, rememberPlan } from "./remembered-plan.ts"

/** Everything there is about a project, a machine and a run, to be changed part by part. */
interface World {
  readonly job: Record<string, unknown> & { env: Record<string, string> }
  readonly lib: Record<string, unknown>
  readonly service: Record<string, unknown>
  readonly rest: Record<string, unknown>
  /** Path → what it holds, as one digit. */
  readonly files: Record<string, string>
  readonly modes: Record<string, string>
  readonly facts: Record<string, string>
  readonly versions: Record<string, string>
}

const world: World = {
  job: {
    run: "npm test",
    inputs: ["src/**", "package.json"],
    needs: ["lib:build"],
    env: { MODE: "x", LEVEL: "1" },
    tools: ["node"],
    reports: { coverage: "lcov.info" },
  },
  lib: { run: "npm run build", outputs: ["dist"] },
  service: { directory: "web", setup: "npm ci", image: { builder: "node" }, run: { port: 80 } },
  rest: { project: "shop" },
  files: {
    "README.md": "1",
    "lib/index.ts": "1",
    "package-lock.json": "1",
    "web/notes.txt": "1",
    "web/package.json": "1",
    "web/src/a.ts": "1",
    "web/src/b.ts": "1",
    "web/src/link.ts": "1",
    "website/src/a.ts": "1",
  },
  modes: {},
  facts: { platform: "linux/x64", executor: "host" },
  versions: { node: "v24", npm: "11" },
}

type Change = (world: World) => World
const job =
  (more: Record<string, unknown>): Change =>
  (at) => ({ ...at, job: { ...at.job, ...more } })
const env =
  (more: Record<string, string>): Change =>
  (at) => ({
    ...at,
    job: { ...at.job, env: { ...at.job.env, ...more } },
  })
const lib =
  (more: Record<string, unknown>): Change =>
  (at) => ({ ...at, lib: { ...at.lib, ...more } })
const service =
  (more: Record<string, unknown>): Change =>
  (at) => ({ ...at, service: { ...at.service, ...more } })
const rest =
  (more: Record<string, unknown>): Change =>
  (at) => ({ ...at, rest: { ...at.rest, ...more } })
const files =
  (more: Record<string, string>): Change =>
  (at) => ({ ...at, files: { ...at.files, ...more } })
const modes =
  (more: Record<string, string>): Change =>
  (at) => ({ ...at, modes: { ...at.modes, ...more } })
const without =
  (path: string): Change =>
  (at) => ({
    ...at,
    files: Object.fromEntries(Object.entries(at.files).filter(([name]) => name !== path)),
  })

/** What decides the result of `web:unit`. */
const matters: Readonly<Record<string, Change>> = {
  "the command": job({ run: "npm run test" }),
  "a variable's value": env({ MODE: "y" }),
  "another variable": env({ MORE: "" }),
  "which files are inputs": job({ inputs: ["src/**"] }),
  "what it leaves": job({ outputs: ["reports/**"] }),
  "a report that is read": job({ reports: { coverage: "lcov.info", junit: "junit.xml" } }),
  "a minimum of coverage": job({ coverage: { lines: 80 } }),
  "whether it always runs": job({ always: true }),
  "which tools it names": (at) => ({ ...at, job: { ...at.job, tools: ["node", "npm"] } }),
  "a tool's version": (at) => ({ ...at, versions: { ...at.versions, node: "v25" } }),
  "a secret that it names": job({ secrets: ["TOKEN"] }),
  "an input's content": files({ "web/src/a.ts": "2" }),
  "an input's mode": modes({ "web/src/a.ts": "100755" }),
  "an input that becomes a link": modes({ "web/src/link.ts": "120000" }),
  "a new input": files({ "web/src/c.ts": "1" }),
  "an input that is gone": without("web/src/b.ts"),
  "the lock file of its setup": files({ "package-lock.json": "2" }),
  "the command of its setup": service({ setup: "npm ci --ignore-scripts" }),
  "what the job before it reads": files({ "lib/index.ts": "2" }),
  "what the job before it runs": lib({ run: "make" }),
  "the operating system": (at) => ({ ...at, facts: { ...at.facts, platform: "darwin/x64" } }),
  "the executor": (at) => ({ ...at, facts: { ...at.facts, executor: `docker/${"a".repeat(64)}` } }),
}

/** What does not. */
const doesNot: Readonly<Record<string, Change>> = {
  "a file that is no input": files({ "web/notes.txt": "2" }),
  "a new file beside": files({ "web/more.txt": "1" }),
  "a file of nobody": files({ "README.md": "2" }),
  "a folder whose name begins the same": files({ "website/src/a.ts": "2" }),
  "how long it may take": job({ timeout: "1m" }),
  "how often it is tried": job({ retries: 2, retry: "always" }),
  "the order of its variables": (at) => ({
    ...at,
    job: { ...at.job, env: Object.fromEntries(Object.entries(at.job.env).reverse()) },
  }),
  "how the service runs": service({ run: { port: 81, health: "/up" } }),
  "the project's name": rest({ project: "store" }),
  "another job": rest({ jobs: { docs: "true" } }),
  "who may push": rest({ branches: { protected: ["main"] } }),
  "the version of a tool that it does not name": (at) => ({ ...at, versions: { ...at.versions, python3: "3.12" } }),
}

/** What is remembered of plans, by the files that they are of; facts may be others the next time. */
const memo = new Map<string, string>()
let recalled = 0

function keyOf(at: World): Digest {
  const text = {
    version: 1,
    packages: { lib: { directory: "lib", jobs: { build: at.lib } } },
    services: { web: { ...at.service, jobs: { unit: at.job } } },
    ...at.rest,
  }
  const tree = Object.entries(at.files)
    .map(([path, content]): SourceFile => ({ path, mode: at.modes[path] ?? "100644", oid: content.repeat(40) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
  const factsOf = (planned: PlannedJob) => {
    const tools = planned.kind === "image" ? [] : planned.tools
    return { ...at.facts, ...Object.fromEntries(tools.map((tool) => [`tool:${tool}`, at.versions[tool] ?? ""])) }
  }
  const plan = makeBuildPlan(definitionSchema.parse(text), tree)
  const texts = new Map<string, string>()
  const found = fingerprintPlan(plan, { files: tree, texts }, factsOf)
  const key = found.get("web:unit")?.key
  assert(key)
  const name = JSON.stringify([text, tree])
  const remembered = memo.get(name)
  const known = remembered && recallKeys(JSON.parse(remembered), factsOf)?.get("web:unit")?.key
  if (known) {
    assert.equal(known, key, "a wrong hit through what is remembered")
    recalled++
  } else memo.set(name, JSON.stringify(rememberPlan(plan, texts, found)))
  return key
}

const base = keyOf(world)
const apply = (names: readonly string[]) =>
  names.reduce((at, name) => (matters[name] ?? doesNot[name] ?? assert.fail(name))(at), world)

describe("the key of a job's result", () => {
  for (const name of Object.keys(matters)) {
    it(`changes with ${name}`, () => assert.notEqual(keyOf(apply([name])), base))
  }
  for (const name of Object.keys(doesNot))
    it(`is the same with ${name}`, () => assert.equal(keyOf(apply([name])), base))

  it("differs wherever something that matters differs, and nowhere else, over 10,000 pairs of worlds", () => {
    const relevant = fc.uniqueArray(fc.constantFrom(...Object.keys(matters)), { maxLength: 2 })
    const irrelevant = fc.uniqueArray(fc.constantFrom(...Object.keys(doesNot)), { maxLength: 3 })
    const known = new Map<string, Digest>([["", base]])
    const property = fc.property(relevant, irrelevant, irrelevant, (changes, before, after) => {
      const names = [...changes].sort()
      const key = keyOf(apply([...before, ...names, ...after.filter((name) => !before.includes(name))]))
      const same = known.get(names.join())
      if (same !== undefined) assert.equal(key, same, "a miss without a cause")
      else
        assert(
          [...known.values()].every((other) => other !== key),
          "a wrong hit",
        )
      known.set(names.join(), key)
    })
    fc.assert(property, { numRuns: 10_000 })
    assert(known.size > 200, "most pairs came up")
    assert(recalled > 1000, "many were remembered")
  })
})
