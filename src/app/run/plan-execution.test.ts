import assert from "node:assert/strict"
import { describe, it } from "node:test"
import fc from "fast-check"
import { definitionSchema } from "../../core/definition/schema/definition-schema.ts"
import type { JobFingerprint } from "../../core/plan/fingerprint.ts"
import { noReports, type Plan, type PlannedCommand, type PlannedJob } from "../../core/plan/plan.ts"
import { noResults } from "../../core/run/job-reports.ts"
import { type Digest, digestOf } from "../../core/shared/digest.ts"
import { fail, ok } from "../../core/shared/result.ts"
import { isTerminal } from "../../core/shared/status.ts"
import type { ExecutionOutcome } from "../../ports/executor.ts"
import type { CachedResult, JobCache } from "../../ports/job-cache.ts"
import type { RunEvent } from "../run-event.ts"
import { PlanExecution } from "./plan-execution.ts"
import { restoredRun } from "./restored-run.ts"
import type { RunContext } from "./run-context.ts"
import type { RunOutcome } from "./run-outcome.ts"
import { RunSecrets } from "./run-secrets.ts"
import { isCacheable, nothingTakenOver, takeOver } from "./take-over.ts"

/** What happens to one job. */
interface Fate {
  readonly endings: readonly ExecutionOutcome["kind"][]
  readonly isKnown: boolean
  readonly isWhole: boolean
  /** Whether its end is told before it is looked at. */
  readonly trails: boolean
}

interface Case {
  readonly jobs: readonly PlannedJob[]
  readonly fates: ReadonlyMap<string, Fate>
  readonly capacity: number
  /** After so many events; null: never. */
  readonly cancelAfter: number | null
  readonly takesOver: boolean
}

const draftArbitrary = fc.record({
  needs: fc.array(fc.nat(30), { maxLength: 4 }),
  kind: fc.constantFrom("job", "job", "job", "setup", "test", "image"),
  more: fc.record({
    retries: fc.nat(2),
    retry: fc.constantFrom("errored" as const, "always" as const),
    always: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    outputs: fc.constantFrom([], ["out"]),
    secrets: fc.constantFrom([], [], [], ["TOKEN"], ["ABSENT"]),
  }),
  fate: fc.record({
    endings: fc.array(
      fc.constantFrom<ExecutionOutcome["kind"]>("exited", "exited", "exited", "signaled", "timed-out", "not-started"),
      { minLength: 3, maxLength: 3 },
    ),
    isKnown: fc.boolean(),
    isWhole: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
    trails: fc.boolean(),
  }),
})

/** Jobs that need only earlier ones: every DAG has such an order. */
const caseArbitrary: fc.Arbitrary<Case> = fc
  .record({
    drafts: fc.array(draftArbitrary, { maxLength: 12 }),
    capacity: fc.integer({ min: 1, max: 4 }),
    cancelAfter: fc.option(fc.nat(60), { freq: 3 }),
    takesOver: fc.boolean(),
  })
  .map(({ drafts, ...rest }) => {
    const jobs = drafts.map(({ needs, kind, more }, index) => {
      const earlier = index === 0 ? [] : [...new Set(needs.map((need) => `j${need % index}`))]
      return plannedJob(`j${index}`, kind, earlier, more)
    })
    return { jobs, fates: new Map(drafts.map(({ fate }, index) => [`j${index}`, fate])), ...rest }
  })

function plannedJob(
  id: string,
  kind: "job" | "setup" | "test" | "image",
  needs: readonly string[],
  more: Pick<PlannedCommand, "retries" | "retry" | "always" | "outputs" | "secrets">,
): PlannedJob {
  const base = { id, needs, directory: ".", definition: digestOf(id) }
  if (kind === "image") return { ...base, kind, owner: id, image: null, dockerfile: null, container: null }
  const plain = { container: null, sidecars: [], inImage: false, env: {}, tools: [], inputs: null, reports: noReports }
  return { ...base, kind, owner: null, command: id, coverageMinimum: null, timeout: 1000, ...plain, ...more }
}

/** A world in which all that happens is noted, and checked at once. */
class World {
  readonly #case: Case
  readonly #schedule: fc.Scheduler
  readonly #abort = new AbortController()
  readonly #byKey: ReadonlyMap<string, PlannedJob>
  /** Jobs whose outputs are in the checkout. */
  readonly #inPlace = new Set<string>()
  readonly #running = new Set<string>()
  #trailing = 0
  readonly #asked = new Set<string>()
  readonly starts = new Map<string, number>()
  readonly kept = new Map<string, number>()
  readonly events: RunEvent[] = []
  isAllRestored = false
  /** How often a job began in the place of one that trailed. */
  overlaps = 0

  constructor(plan: Case, schedule: fc.Scheduler) {
    this.#case = plan
    this.#schedule = schedule
    this.#byKey = new Map(plan.jobs.map((job) => [digestOf(job.id), job]))
  }

  async run() {
    const { jobs, capacity, takesOver } = this.#case
    const plan = { jobs }
    const fingerprints = new Map(jobs.map(({ id }) => [id, fingerprintOf(id)]))
    const registry = { hasBlob: async (digest: Digest) => this.#fateOf(imageJob(digest, jobs)).isWhole }
    const cache = this.#cache()
    const takenOver = takesOver
      ? await takeOver(plan, { cache, registry, fingerprints, signedOnly: false })
      : nothingTakenOver
    const context: RunContext = {
      executor: {
        name: "fake",
        settle: async () => assert.equal(this.#running.size, 0, "nothing runs any more"),
        execute: ({ command, onEnded }) => this.#perform(command, (ending) => executionOutcome(ending), onEnded),
      },
      containers: {
        resolveImage: async () => fail("engine-unavailable", "there is no engine"),
        executor: () => assert.fail("there is no engine"),
        candidateExecutor: () => assert.fail("there is no engine"),
        folderExecutor: () => assert.fail("there is no engine"),
        startSidecars: () => assert.fail("there is no engine"),
        removeOwned: async () => {},
      },
      imageBuilder: {
        build: ({ service }) =>
          this.#perform(service, (ending) =>
            ending === "exited"
              ? ok({ digest: digestOf(`image of ${service}`), facts: {} })
              : fail("image-corrupt", "no"),
          ),
      },
      scans: { open: () => assert.fail("nothing is scanned") },
      artifacts: {
        outputs: async () => ({ files: [], unmatched: [] }),
        stampReports: async () => new Map(),
        readReports: async () => ({ coverage: ok(null), tests: ok(null), findings: ok(null), contracts: ok(null) }),
      },
      ...{ cache, takenOver, fingerprints, setups: null, origin: { builder: "me", run: "2" } },
      clock: { now: () => 0 },
      ...{ checkout: "/checkout", owner: "run-1", ref: null, commit: "c".repeat(40), jobs: capacity, grace: 1 },
      definition: definitionSchema.parse({
        version: 1,
        project: "shop",
        services: Object.fromEntries(
          jobs
            .filter(({ kind }) => kind === "image")
            .map(({ id }) => [id, { directory: id, image: { builder: "node" }, run: { port: 80 } }]),
        ),
      }),
      ...{ environment: {}, setupEnvironment: {}, testEnvironment: {} },
      secrets: new RunSecrets(plan, (name) => (name === "TOKEN" ? "hunter2-hunter2" : undefined)),
      signal: this.#abort.signal,
      observe: async (event) => {
        this.events.push(event)
        if (this.events.length === this.#case.cancelAfter) this.#abort.abort()
        await this.#turn()
      },
    }
    const outcome = await new PlanExecution(plan, context).run()
    if (jobs.length > 0 && takenOver.restored.length === jobs.length && this.#case.cancelAfter === null) {
      await this.#compareRestored(plan, context, outcome)
    }
    return outcome
  }

  /** Where nothing has to run, `restoredRun` tells and comes to the same. */
  async #compareRestored(plan: Plan, context: RunContext, outcome: RunOutcome): Promise<void> {
    const events: RunEvent[] = []
    const restored = await restoredRun(plan, { ...context, observe: (event) => void events.push(event) })
    assert.deepEqual(restored, outcome)
    assert.deepEqual(events, this.events)
    this.isAllRestored = true
  }

  #cache(): JobCache {
    return {
      lookup: async (keys) => {
        const asked = keys.map((key) => this.#jobOf(key))
        assert(asked.every(isCacheable), "only results that follow from their keys")
        const known = asked.filter((job) => this.#fateOf(job).isKnown)
        return new Map(known.map((job) => [digestOf(job.id), knownResult(job)]))
      },
      restore: async (key) => {
        const job = this.#jobOf(key)
        assert(!this.#asked.has(job.id), "outputs are put in place once")
        this.#asked.add(job.id)
        this.#checkPlace(job)
        await this.#turn()
        if (this.#fateOf(job).isWhole) this.#inPlace.add(job.id)
        return this.#fateOf(job).isWhole
      },
      log: async () => undefined,
      keep: async ({ key }) => {
        const { id } = this.#jobOf(key)
        assert(isCacheable(this.#jobOf(key)))
        this.kept.set(id, (this.kept.get(id) ?? 0) + 1)
        await this.#turn()
      },
      close: async () => {},
    }
  }

  /** What a job does when it runs. */
  async #perform<T>(id: string, outcomeOf: (ending: ExecutionOutcome["kind"]) => T, onEnded?: () => void): Promise<T> {
    const job = this.#jobOf(digestOf(id))
    assert(!this.#running.has(id), "nothing runs twice at a time")
    assert(this.#running.size < this.#case.capacity, "no more at once than told")
    assert(this.#running.size + this.#trailing < 2 * this.#case.capacity - 1, "few trail")
    if (this.#running.size + this.#trailing >= this.#case.capacity) this.overlaps++
    this.#checkPlace(job)
    this.#running.add(id)
    const number = this.starts.get(id) ?? 0
    this.starts.set(id, number + 1)
    await this.#turn()
    const ending = this.#abort.signal.aborted ? "canceled" : (this.#fateOf(job).endings[number] ?? "exited")
    this.#running.delete(id)
    if (this.#fateOf(job).trails && ending === "exited") await this.#trail(onEnded)
    if (ending === "exited") this.#inPlace.add(id)
    return outcomeOf(ending)
  }

  /** Another job may begin now, but nothing that reads what this one leaves. */
  async #trail(onEnded?: () => void): Promise<void> {
    this.#trailing++
    onEnded?.()
    for (let turn = 0; turn < 3; turn++) await this.#turn()
    this.#trailing--
  }

  /** All that the job may read is there; nothing is that comes after it. */
  #checkPlace(job: PlannedJob): void {
    for (const id of this.#before(job)) {
      const needed = this.#jobOf(digestOf(id))
      const leaves = needed.kind !== "image" && needed.outputs.length > 0
      if (leaves) assert(this.#inPlace.has(id), `${job.id} misses what ${id} leaves`)
    }
    for (const id of this.#inPlace) {
      assert(!this.#before(this.#jobOf(digestOf(id))).has(job.id), `${id} is there before ${job.id}`)
    }
  }

  /** Jobs that must have succeeded before. Before one that always runs, none must. */
  #before(job: PlannedJob): ReadonlySet<string> {
    if (job.kind !== "image" && job.always) return new Set()
    return new Set(job.needs.flatMap((id) => [id, ...this.#before(this.#jobOf(digestOf(id)))]))
  }

  #jobOf(key: string): PlannedJob {
    return this.#byKey.get(key) ?? assert.fail("a key of no job")
  }

  #fateOf(job: PlannedJob): Fate {
    return this.#case.fates.get(job.id) ?? assert.fail(job.id)
  }

  /** Something else may happen first. */
  #turn(): Promise<void> {
    return this.#schedule.schedule(Promise.resolve())
  }
}

function fingerprintOf(id: string): JobFingerprint {
  const inputs = { kind: "slipway.inputs/v1", files: [], needs: {}, facts: {} } as const
  return { inputs, fingerprint: digestOf(`inputs of ${id}`), key: digestOf(id) }
}

function knownResult({ id, kind }: PlannedJob): CachedResult {
  const image = kind === "image" ? { digest: digestOf(`image of ${id}`), facts: {} } : null
  return { builder: "me", run: "1", took: 1, endedAt: 0, exitCode: 0, image, ...noResults }
}

function imageJob(digest: Digest, jobs: readonly PlannedJob[]): PlannedJob {
  return jobs.find(({ id }) => digestOf(`image of ${id}`) === digest) ?? assert.fail("no job's image")
}

function executionOutcome(kind: ExecutionOutcome["kind"]): ExecutionOutcome {
  switch (kind) {
    case "exited":
      return { kind, code: 0 }
    case "signaled":
      return { kind, signal: "SIGSEGV" }
    case "not-started":
      return { kind, message: "ENOENT" }
    case "out-of-memory":
      return { kind, limit: null }
    case "canceled":
      return { kind, forced: false }
    case "timed-out":
      return { kind }
  }
}

describe("any run that takes results over", () => {
  it("ends every job once, in order, and lets it see what it needs and nothing that comes after it", async () => {
    const seen = new Set<string>()
    const property = fc.asyncProperty(caseArbitrary, fc.scheduler(), async (plan, schedule) => {
      const world = new World(plan, schedule)
      const outcome = await schedule.waitFor(world.run())
      if (world.isAllRestored) seen.add("all restored")
      if (world.overlaps > 0) seen.add("trailed")
      assert.deepEqual(
        [...outcome.jobs.keys()],
        plan.jobs.map(({ id }) => id),
      )
      assert.equal(world.events.at(0)?.type, "run-started")
      assert.equal(world.events.at(-1)?.type, "run-ended")
      for (const { job, status, restored, attempt } of outcome.jobs.values()) {
        const told = world.events.filter((event) => "job" in event && event.job === job.id)
        const starts = world.starts.get(job.id) ?? 0
        const ends = told.filter(({ type }) => type === "job-ended")
        assert.equal(ends.length, 1, "every end is told once")
        assert.equal(told.at(-1), ends[0], "and nothing of a job after its end")
        assert(isTerminal(status))
        assert(starts <= attempt, "an attempt runs once")
        assert.equal(told.filter(({ type }) => type === "job-started").length, attempt)
        const retried = told.filter(({ type }) => type === "job-retried").length
        if (status === "canceled") assert(retried <= attempt)
        else assert.equal(retried, Math.max(0, attempt - 1))
        if (restored) assert.deepEqual([status, attempt, starts], ["succeeded", 0, 0])
        if (restored?.run) assert(plan.takesOver && plan.fates.get(job.id)?.isKnown && isCacheable(job))
        if (status === "skipped") assert(job.needs.some((need) => outcome.jobs.get(need)?.status !== "succeeded"))
        if (plan.cancelAfter === null) assert.notEqual(status, "canceled")
        const isKept = isCacheable(job) && status === "succeeded" && restored === null
        if (isKept) assert.equal(world.kept.get(job.id), 1, "what has just succeeded is kept")
        if (status !== "canceled" && !isKept) assert(!world.kept.has(job.id), "nothing else is")
        seen.add(`${status}${restored === null ? "" : " restored"}`)
      }
    })
    await fc.assert(property, { numRuns: 1500 })
    const all = ["succeeded", "errored", "skipped", "canceled", "succeeded restored", "all restored", "trailed"]
    assert.deepEqual([...seen].sort(), all.sort(), "all of it came up")
  })
})
