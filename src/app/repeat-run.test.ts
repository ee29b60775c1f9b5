import assert from "node:assert/strict"
import { describe, it } from "node:test"
import fc from "fast-check"
import { definitionSchema } from "../core/definition/schema/definition-schema.ts"
import { noResults } from "../core/run/job-reports.ts"
import { type Digest, digestOf, digestOfJson } from "../core/shared/digest.ts"
import { ok } from "../core/shared/result.ts"
import type { CachedResult, JobCache } from "../ports/job-cache.ts"
import type { PlanMemo } from "../ports/plan-memo.ts"
import type { RunSource } from "./find-source.ts"
import { type PreparedRun, type PreparePorts, prepareSource } from "./prepare-run.ts"
import { rememberRun } from "./remember-run.ts"
import { repeatRun } from "./repeat-run.ts"
import type { RunOutcome } from "./run/run-outcome.ts"
import { isCacheable } from "./run/take-over.ts"

/** Everything that may decide which jobs there are, and what their keys are. */
const worldArbitrary = fc.record({
  command: fc.constantFrom("make", "make all"),
  tools: fc.constantFrom([], ["node"], ["node", "npm"]),
  needs: fc.constantFrom([], ["lint"]),
  condition: fc.constantFrom(undefined, { branch: "main" }),
  content: fc.constantFrom("1", "2"),
  mode: fc.constantFrom("100644", "100755"),
  ref: fc.constantFrom("refs/heads/main", "refs/heads/other", null),
  only: fc.constantFrom([], ["lint"]),
  node: fc.constantFrom("v24", "v25"),
  npm: fc.constantFrom("11", "12"),
  platform: fc.constantFrom("linux/x64", "darwin/arm64"),
})
type World = typeof worldArbitrary extends fc.Arbitrary<infer T> ? T : never

function definitionOf({ command, tools, needs, condition }: World) {
  return {
    version: 1,
    project: "shop",
    branches: { allowed: ["main", "other"] },
    jobs: { lint: { run: "lint", tools }, build: { run: command, needs, ...(condition && { if: condition }) } },
  }
}

/** As git has it: content decides the id. */
function sourceOf(world: World): RunSource {
  const { content, mode, ref } = world
  const treeish = digestOfJson({ definition: definitionOf(world), content, mode })
  return { commit: treeish, ref, treeish, isCommitted: true }
}

function portsOf(world: World): PreparePorts {
  const files = [
    { path: "a.txt", mode: world.mode, oid: world.content.repeat(40) },
    { path: "slipway.yaml", mode: "100644", oid: digestOfJson(definitionOf(world)) },
  ]
  const unused = () => assert.fail("not needed")
  return {
    repository: {
      files: async () => ok(files),
      ...{
        resolve: unused,
        refs: unused,
        commit: unused,
        readText: unused,
        readBlobs: unused,
        contents: unused,
        checkout: unused,
      },
      likelyCurrent: unused,
      ...{ checkoutAgain: unused, tidy: unused, isAncestor: unused, mergeBase: unused, missingCommits: unused },
      ...{
        isPlainMerge: unused,
        current: unused,
        workingTree: unused,
        tag: unused,
        log: unused,
        setHead: unused,
        withEnvironment: unused,
      },
    },
    definitions: { get: async () => definitionSchema.parse(definitionOf(world)), put: unused },
    jobFacts: {
      of: async () =>
        ok((job) => {
          const tools = job.kind === "job" ? job.tools : []
          const versions: Readonly<Record<string, string>> = { node: world.node, npm: world.npm }
          return { platform: world.platform, ...Object.fromEntries(tools.map((name) => [name, versions[name] ?? ""])) }
        }),
    },
  }
}

async function preparedIn(world: World): Promise<PreparedRun> {
  const prepared = await prepareSource(portsOf(world), sourceOf(world), { only: world.only, affected: null })
  assert(prepared.ok)
  return prepared.value
}

function memoInMemory(): PlanMemo {
  const plans = new Map<string, string>()
  return {
    get: async (question) => {
      const text = plans.get(JSON.stringify(question))
      return text === undefined ? undefined : JSON.parse(text)
    },
    put: async (question, plan) => void plans.set(JSON.stringify(question), JSON.stringify(plan)),
  }
}

function cacheOf(results: ReadonlyMap<Digest, CachedResult>): JobCache {
  return {
    lookup: async (keys) => new Map(keys.flatMap((key) => (results.has(key) ? [[key, resultOf(results, key)]] : []))),
    restore: () => assert.fail("nothing is put in place"),
    log: async () => undefined,
    keep: () => assert.fail("nothing is kept"),
    close: async () => {},
  }
}

function resultOf(results: ReadonlyMap<Digest, CachedResult>, key: Digest): CachedResult {
  return results.get(key) ?? assert.fail("unknown")
}

const result = { ...noResults, builder: "me", run: "1", took: 1, endedAt: 1, exitCode: 0, image: null }
const succeeded: RunOutcome = {
  ...{ status: "succeeded", canceled: false, startedAt: 0, endedAt: 1 },
  ...{ jobs: new Map(), images: new Map() },
}

interface Situation {
  readonly changed?: readonly string[]
  readonly likely?: World
}

/** A person's runs on one machine: what is known of earlier ones. */
class Machine {
  readonly plans = memoInMemory()
  readonly results = new Map<Digest, CachedResult>()

  async run(world: World): Promise<void> {
    const prepared = await preparedIn(world)
    for (const job of prepared.plan.jobs) {
      const key = prepared.fingerprints.get(job.id)?.key
      if (key && isCacheable(job)) this.results.set(key, result)
    }
    await rememberRun(this.plans, { only: world.only }, prepared, succeeded)
  }

  /** `likely`: what is thought before git has said; by default, what git says then. */
  async repeat(world: World, { changed = [], likely = world }: Situation = {}): Promise<RunOutcome | undefined> {
    const { jobFacts } = portsOf(world)
    const { commit, ref } = sourceOf(world)
    const repository = {
      current: async () => ok({ commit, ref, changed }),
      likelyCurrent: async () => sourceOf(likely),
      workingTree: async () => ok({ commit, ref, tree: commit, isCommitted: false }),
      resolve: () => assert.fail("no ref is asked for"),
    }
    const registry = { hasBlob: async () => true }
    const repeated = await repeatRun(
      { repository, plans: this.plans, jobFacts, registry, cache: cacheOf(this.results) },
      { ref: null, dirty: changed.length > 0, only: world.only, affected: null },
      { clock: { now: () => 0 }, signal: new AbortController().signal, observe: () => {} },
    )
    assert(repeated.ok)
    assert.deepEqual(repeated.value.source, { ...sourceOf(world), isCommitted: changed.length === 0 })
    return repeated.value.outcome
  }
}

describe("a run that is repeated", () => {
  it("is never another one than would be planned, and is where nothing has changed, over 5,000 pairs of worlds", async () => {
    const seen = { repeated: 0, planned: 0 }
    const change = fc.record(
      Object.fromEntries(Object.keys(fc.sample(worldArbitrary, 1)[0] ?? {}).map((key) => [key, fc.boolean()])),
    )
    const property = fc.asyncProperty(
      worldArbitrary,
      worldArbitrary,
      change,
      fc.boolean(),
      async (before, other, changed, thinksOld) => {
        const names = Object.keys(changed).filter((name) => changed[name])
        const after: World = {
          ...before,
          ...Object.fromEntries(Object.entries(other).filter(([name]) => names.slice(0, 2).includes(name))),
        }
        const machine = new Machine()
        await machine.run(before)
        const outcome = await machine.repeat(after, { likely: thinksOld ? before : after })
        const fresh = await preparedIn(after)
        if (outcome) {
          assert.deepEqual(
            [...outcome.jobs.values()].map(({ job }) => job),
            fresh.plan.jobs,
          )
          for (const { key } of fresh.fingerprints.values()) assert(machine.results.has(key), "a wrong hit")
          seen.repeated++
        } else {
          assert.notDeepEqual(after, before, "a miss without a cause")
          seen.planned++
        }
      },
    )
    await fc.assert(property, { numRuns: 5000 })
    assert(seen.repeated > 500 && seen.planned > 500, JSON.stringify(seen))
  })

  const [world] = fc.sample(worldArbitrary, { numRuns: 1, seed: 1 })
  assert(world)

  it("is planned where a result is gone, or no statement is about it", async () => {
    for (const spoil of ["gone", "unsigned"] as const) {
      const machine = new Machine()
      await machine.run(world)
      assert.equal((await machine.repeat(world))?.status, "succeeded")
      const [key = digestOf("none")] = machine.results.keys()
      if (spoil === "gone") machine.results.delete(key)
      else machine.results.set(key, { ...result, unsigned: true })
      assert.equal(await machine.repeat(world), undefined)
    }
  })

  it("is planned on files that are no commit's", async () => {
    const machine = new Machine()
    await machine.run(world)
    assert.equal(await machine.repeat(world, { changed: ["a.txt"] }), undefined)
  })

  it("is not remembered where it failed, or holds a job whose result is not kept", async () => {
    const plans = memoInMemory()
    const prepared = await preparedIn(world)
    const question = { treeish: prepared.treeish, ref: prepared.ref, only: [] }
    await rememberRun(plans, { only: [] }, prepared, { ...succeeded, status: "failed" })
    const [first, ...rest] = prepared.plan.jobs
    assert(first?.kind === "job")
    const withAlways = { ...prepared, plan: { jobs: [{ ...first, always: true }, ...rest] } }
    await rememberRun(plans, { only: [] }, withAlways, succeeded)
    assert.equal(await plans.get(question), undefined)
    await rememberRun(plans, { only: [] }, prepared, succeeded)
    assert.notEqual(await plans.get(question), undefined)
  })
})
