import assert from "node:assert/strict"
import { describe, it } from "node:test"
import fc from "fast-check"
import { isTerminal, worstOf } from "../shared/status.ts"
import { type AttemptStatus, apply } from "./apply.ts"
import { nextActions } from "./next-actions.ts"
import { type JobRules, type JobState, type Run, startRun, stateOf } from "./run-state.ts"

function job(id: string, needs: string[] = [], more: Partial<JobRules> = {}): JobRules {
  return { id, needs, retries: 0, retry: "errored", always: false, ...more }
}

/** Starts whatever may start and ends every job as given (default: succeeded), one attempt after another. */
function runAll(rules: JobRules[], endings: Record<string, AttemptStatus[]>): Run {
  let run = startRun(rules)
  const left = new Map(Object.entries(endings).map(([id, list]) => [id, [...list]]))
  for (;;) {
    for (const action of nextActions(run, 100)) {
      if (action.kind === "finish") return run
      run = apply(run, { kind: "job-started", job: action.job })
    }
    const running = run.states.find((state) => state.status === "running")
    assert(running, "no deadlock")
    const status = left.get(running.rules.id)?.shift() ?? "succeeded"
    run = apply(run, { kind: "attempt-ended", job: running.rules.id, status })
  }
}

const statuses = (run: Run) => Object.fromEntries(run.states.map((state) => [state.rules.id, state.status]))

describe("a run", () => {
  const diamond = [job("a"), job("b", ["a"]), job("c", ["a"]), job("d", ["b", "c"]), job("alone")]
  const always = { retries: 2, retry: "always" } as const
  const cases: [string, JobRules[], Record<string, AttemptStatus[]>, Record<string, string>][] = [
    ["succeeds", diamond, {}, { a: "succeeded", b: "succeeded", c: "succeeded", d: "succeeded", alone: "succeeded" }],
    [
      "skips all that waits for a failed job and goes on with the others",
      diamond,
      { a: ["failed"] },
      { a: "failed", b: "skipped", c: "skipped", d: "skipped", alone: "succeeded" },
    ],
    [
      "skips what waits for an errored job",
      diamond,
      { b: ["errored"] },
      { a: "succeeded", b: "errored", c: "succeeded", d: "skipped", alone: "succeeded" },
    ],
    ["does not try failed jobs again by default", [job("a", [], { retries: 3 })], { a: ["failed"] }, { a: "failed" }],
    ["tries errored jobs again", [job("a", [], { retries: 1 })], { a: ["errored"] }, { a: "succeeded" }],
    ["tries no more often than told", [job("a", [], { retries: 1 })], { a: ["errored", "errored"] }, { a: "errored" }],
    [
      "tries failed jobs again with retry: always",
      [job("a", [], always)],
      { a: ["failed", "errored"] },
      { a: "succeeded" },
    ],
    [
      "runs what is always to run, and skips what waits for a failed job behind it",
      [job("a"), job("b", ["a"]), job("tidy", ["a", "b"], { always: true }), job("c", ["tidy", "b"])],
      { a: ["failed"] },
      { a: "failed", b: "skipped", tidy: "succeeded", c: "skipped" },
    ],
    [
      "never tries a canceled job again",
      [job("a", [], always), job("b", ["a"])],
      { a: ["canceled"] },
      { a: "canceled", b: "skipped" },
    ],
  ]
  for (const [name, rules, endings, expected] of cases) {
    it(name, () => assert.deepEqual(statuses(runAll(rules, endings)), expected))
  }

  it("finishes at once when there is nothing to do", () => {
    assert.deepEqual(nextActions(startRun([]), 1), [{ kind: "finish", status: "succeeded" }])
  })

  it("refuses a job that needs what is not there", () => {
    assert.throws(() => startRun([job("a", ["b"])]), /job 'a' needs 'b'/)
  })

  it("takes over what is known, also behind what is still to run", () => {
    let run = apply(startRun([job("a"), job("b", ["a"]), job("c", ["b"])]), { kind: "jobs-restored", jobs: ["b"] })
    assert.deepEqual(statuses(run), { a: "waiting", b: "succeeded", c: "waiting" })
    assert.deepEqual(
      nextActions(run, 9).map((action) => "job" in action && action.job),
      ["a", "c"],
    )
    run = apply(apply(run, { kind: "job-started", job: "a" }), { kind: "attempt-ended", job: "a", status: "failed" })
    assert.deepEqual(statuses(run), { a: "failed", b: "succeeded", c: "waiting" })
  })

  it("refuses changes that cannot happen", () => {
    const run = startRun([job("a"), job("b", ["a"])])
    assert.throws(
      () => apply(apply(run, { kind: "job-started", job: "a" }), { kind: "jobs-restored", jobs: ["a"] }),
      /must not be restored/,
    )
    assert.throws(() => apply(run, { kind: "job-started", job: "b" }), /must not start/)
    assert.throws(() => apply(run, { kind: "attempt-ended", job: "a", status: "succeeded" }), /without running/)
  })

  it("cancels what waits at once and what runs when it ends, however it ends", () => {
    let run = apply(startRun([job("a", [], always), job("b", ["a"]), job("c")]), { kind: "job-started", job: "a" })
    run = apply(run, { kind: "cancel-requested" })
    assert.deepEqual(statuses(run), { a: "running", b: "canceled", c: "canceled" })
    assert.deepEqual(nextActions(run, 9), [])
    run = apply(run, { kind: "attempt-ended", job: "a", status: "errored" })
    assert.deepEqual(nextActions(run, 9), [{ kind: "finish", status: "canceled" }])
  })
})

const retrySchema = fc.record({
  retries: fc.nat(2),
  retry: fc.constantFrom("errored" as const, "always" as const),
  always: fc.boolean(),
})

/** What a run keeps besides its states, found anew from them. */
function derivedOf({ states, canceling }: Run) {
  const byId = new Map(states.map((state) => [state.rules.id, state.status]))
  const isReady = ({ rules, status }: JobState) =>
    status === "waiting" &&
    rules.needs
      .map((need) => byId.get(need) ?? "waiting")
      .every((need) => (rules.always ? isTerminal(need) : need === "succeeded"))
  return {
    ready: canceling ? [] : states.flatMap((state, position) => (isReady(state) ? [position] : [])),
    running: states.filter(({ status }) => status === "running").length,
    open: states.filter(({ status }) => !isTerminal(status)).length,
  }
}

/** Jobs that need only earlier ones: every DAG has such an order. */
const rulesArbitrary = fc
  .array(fc.tuple(fc.array(fc.nat(30), { maxLength: 4 }), retrySchema), { maxLength: 15 })
  .map((drafts) =>
    drafts.map(([needs, retry], index) => {
      const earlier = index === 0 ? [] : [...new Set(needs.map((need) => `j${need % index}`))]
      return job(`j${index}`, earlier, retry)
    }),
  )

/** Pairs of jobs, by number. */
const pairsArbitrary = fc.array(fc.tuple(fc.nat(14), fc.nat(14)), { maxLength: 8 })

function collisionsBetween(pairs: readonly (readonly [number, number])[]): ReadonlyMap<number, readonly number[]> {
  const both = pairs.filter(([a, b]) => a !== b).flatMap(([a, b]) => [[a, b] as const, [b, a] as const])
  return new Map(both.map(([a]) => [a, both.flatMap(([one, other]) => (one === a ? [other] : []))]))
}

describe("any run", () => {
  it("ends every job exactly once, in order, within its capacity, whatever happens", () => {
    const endings = fc.infiniteStream(fc.constantFrom<AttemptStatus>("succeeded", "succeeded", "failed", "errored"))
    const property = fc.property(
      rulesArbitrary,
      fc.integer({ min: 1, max: 4 }),
      endings,
      fc.infiniteStream(fc.nat(1000)),
      fc.option(fc.nat(40)),
      fc.array(fc.nat(30), { maxLength: 5 }),
      pairsArbitrary,
      (rules, capacity, statusStream, choices, cancelAfter, known, pairs) => {
        let run = startRun(rules, collisionsBetween(pairs))
        const restored = new Set(known.flatMap((index) => rules[index]?.id ?? []))
        const starts = new Map<string, number>()
        const ended = new Map<string, string>()
        const change = (next: Run) => {
          run = next
          const told = new Set(run.ended.map((state) => state.rules.id))
          for (const { rules, status } of run.states) {
            const before = ended.get(rules.id)
            if (before !== undefined) assert.equal(status, before, "a terminal status never changes")
            assert.equal(told.has(rules.id), before === undefined && isTerminal(status), "every end is told once")
            if (isTerminal(status)) ended.set(rules.id, status)
          }
          assert.deepEqual(derivedOf(run), { ready: run.ready, running: run.running, open: run.open })
        }
        change(apply(run, { kind: "jobs-restored", jobs: [...restored] }))
        for (let step = 0; ; step++) {
          assert(step < 1000, "it ends")
          if (step === cancelAfter) change(apply(run, { kind: "cancel-requested" }))
          const actions = nextActions(run, capacity)
          const finish = actions.find((action) => action.kind === "finish")
          if (finish) {
            assert.equal(ended.size, rules.length)
            assert.equal(finish.status, worstOf(run.states.map((state) => state.status).filter(isTerminal)))
            break
          }
          for (const action of actions) {
            if (action.kind === "finish") continue
            for (const need of stateOf(run, action.job)?.rules.needs ?? []) {
              if (stateOf(run, action.job)?.rules.always) assert(ended.has(need))
              else assert.equal(ended.get(need), "succeeded")
            }
            starts.set(action.job, (starts.get(action.job) ?? 0) + 1)
            assert.equal(action.attempt, starts.get(action.job))
            change(apply(run, { kind: "job-started", job: action.job }))
          }
          const running = run.states.filter((state) => state.status === "running")
          assert(running.length > 0, "no deadlock")
          assert(running.length <= capacity, "capacity is respected")
          const runs = (position: number) => run.states[position]?.status === "running"
          for (const [a, b] of pairs) assert(a === b || !runs(a) || !runs(b), "no collision")
          const chosen = running[(choices.next().value ?? 0) % running.length]
          const status = statusStream.next().value ?? "succeeded"
          if (chosen) change(apply(run, { kind: "attempt-ended", job: chosen.rules.id, status }))
        }
        for (const { id, retries, needs } of rules) {
          assert((starts.get(id) ?? 0) <= retries + 1, "not tried more often than told")
          const status = ended.get(id)
          if (status === "skipped") assert(needs.some((need) => ended.get(need) !== "succeeded"))
          if (restored.has(id)) assert(status === "succeeded" && !starts.has(id))
          if (cancelAfter === null) assert.notEqual(status, "canceled")
        }
      },
    )
    fc.assert(property, { numRuns: 2000 })
  })
})
