import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { Definition } from "../core/definition/schema/definition-schema.ts"
import { definitionSchema } from "../core/definition/schema/definition-schema.ts"
import type { TestResults } from "../core/evidence/test-results.ts"
import { makeBuildPlan } from "../core/plan/make-plan.ts"
import { noReports, type PlannedCommand, type ReportFiles } from "../core/plan/plan.ts"
import { digestOf } from "../core/shared/digest.ts"
import { fail, ok } from "../core/shared/result.ts"
import type { Containers } from "../ports/containers.ts"
import type { Execution, ExecutionOutcome } from "../ports/executor.ts"
import type { ReadReports } from "../ports/job-artifacts.ts"
import { RunSecrets } from "./run/run-secrets.ts"
import { nothingTakenOver } from "./run/take-over.ts"
import type { RunEvent } from "./run-event.ts"
import { type RunContext, runPlan } from "./run-plan.ts"

const definition: Definition = definitionSchema.parse({ version: 1, project: "shop" })

function command(id: string, more: Partial<PlannedCommand> = {}): PlannedCommand {
  const base = {
    id,
    kind: "job",
    owner: null,
    needs: [],
    directory: ".",
    definition: digestOf(id),
    command: id,
    container: null,
    sidecars: [],
    inImage: false,
  } as const
  const artifacts = {
    env: {},
    secrets: [],
    inputs: null,
    outputs: [],
    reports: noReports,
    coverageMinimum: null,
  } as const
  return { ...base, ...artifacts, timeout: 60_000, retries: 0, retry: "errored", tools: [], always: false, ...more }
}

const coverageReport: ReportFiles = { ...noReports, coverage: "lcov.info" }
const testReport: ReportFiles = { ...noReports, junit: "junit.xml" }
const unreadable = fail("report-unreadable", "the job wrote no coverage report (lcov.info)")

/** What reports say; nothing unless told. */
function read(more: Partial<ReadReports> = {}): ReadReports {
  return { coverage: ok(null), tests: ok(null), findings: ok(null), contracts: ok(null), ...more }
}

function testResults(failing: readonly string[], flaky: readonly string[] = []): TestResults {
  const named = failing.map((name) => ({ name, file: null, line: null, message: null }))
  return { passed: 4, failed: failing.length, skipped: 0, failing: named, flaky }
}

/** Artifacts whose reports say one thing after the other, and then the last one again. */
function reporting(...reports: readonly Partial<ReadReports>[]): Partial<RunContext> {
  let next = 0
  const readReports = async () => read(reports[Math.min(next++, reports.length - 1)])
  return {
    artifacts: {
      outputs: async () => ({ files: [], unmatched: [] }),
      stampReports: async () => new Map(),
      readReports,
    },
  }
}

const noContainers: Containers = {
  resolveImage: async () => fail("engine-unavailable", "there is no engine"),
  executor: () => assert.fail("there is no engine"),
  candidateExecutor: () => assert.fail("there is no engine"),
  folderExecutor: () => assert.fail("there is no engine"),
  startSidecars: async () => fail("engine-unavailable", "there is no engine"),
  removeOwned: async () => {},
}

type Behaviour = ExecutionOutcome | ((execution: Execution) => Promise<ExecutionOutcome>)

/** A context whose commands behave as told (default: exit 0), and all that it was told and asked. */
function rig(behaviours: Record<string, Behaviour>, more: Partial<RunContext> = {}) {
  const events: RunEvent[] = []
  const executions: Execution[] = []
  const context: RunContext = {
    executor: {
      name: "fake",
      settle: async () => {},
      execute: async (execution) => {
        executions.push(execution)
        const behaviour = behaviours[execution.command] ?? { kind: "exited", code: 0 }
        return typeof behaviour === "function" ? behaviour(execution) : behaviour
      },
    },
    containers: noContainers,
    imageBuilder: { build: async () => ok({ digest: digestOf("image"), facts: { npm: "11" } }) },
    scans: { open: () => assert.fail("nothing is scanned") },
    artifacts: {
      outputs: async () => ({ files: [], unmatched: [] }),
      stampReports: async () => new Map(),
      readReports: async () => read(),
    },
    ...{ setups: null, cache: null, takenOver: nothingTakenOver, origin: { builder: "laptop:me", run: "1" } },
    clock: { now: () => 1000 },
    checkout: "/checkout",
    owner: "run-1",
    definition,
    fingerprints: new Map(),
    ref: "refs/heads/main",
    commit: "c".repeat(40),
    jobs: 2,
    environment: { PATH: "/bin", HOME: "/home" },
    setupEnvironment: { https_proxy: "http://proxy.example.com" },
    secrets: new RunSecrets({ jobs: [] }, null),
    testEnvironment: { GATEWAY_URL: "http://127.0.0.1:1" },
    signal: new AbortController().signal,
    grace: 5000,
    observe: (event) => void events.push(event),
    ...more,
  }
  return { context, events, executions }
}

describe("running a plan", () => {
  const outcomes: [string, Behaviour, Partial<PlannedCommand>, Partial<RunContext>, string, string | null][] = [
    ["exit 0", { kind: "exited", code: 0 }, {}, {}, "succeeded", null],
    ["exit 7", { kind: "exited", code: 7 }, {}, {}, "failed", "exit status 7"],
    ["a signal", { kind: "signaled", signal: "SIGSEGV" }, {}, {}, "errored", "ended by SIGSEGV"],
    ["the time limit", { kind: "timed-out" }, {}, {}, "errored", "timed out after 1 m 00 s"],
    ["no shell", { kind: "not-started", message: "ENOENT" }, {}, {}, "errored", "could not be started: ENOENT"],
    ["a broken executor", () => Promise.reject(new Error("boom")), {}, {}, "errored", "could not be run: boom"],
    [
      "missing outputs",
      { kind: "exited", code: 0 },
      { outputs: ["dist/**"] },
      { artifacts: { ...rig({}).context.artifacts, outputs: async (_, globs) => ({ files: [], unmatched: globs }) } },
      "failed",
      "left no file that matches its outputs: dist/**",
    ],
    [
      "an absent coverage report",
      { kind: "exited", code: 0 },
      { reports: coverageReport },
      reporting({ coverage: unreadable }),
      "errored",
      "the job wrote no coverage report (lcov.info)",
    ],
    [
      "a minimum without a report",
      { kind: "exited", code: 0 },
      { coverageMinimum: 80 },
      {},
      "errored",
      "has a minimum for coverage, but no coverage report",
    ],
    [
      "coverage below the minimum",
      { kind: "exited", code: 0 },
      { reports: coverageReport, coverageMinimum: 80, owner: "gateway" },
      reporting({ coverage: ok({ covered: 734, total: 1000 }) }),
      "failed",
      "gateway: line coverage 73.4 % is below the required 80 %",
    ],
    [
      "failed tests behind exit 0",
      { kind: "exited", code: 0 },
      { reports: testReport },
      reporting({ tests: ok(testResults(["adds"])) }),
      "failed",
      "1 of 5 tests failed, although the command ended with 0",
    ],
    [
      "failed tests",
      { kind: "exited", code: 1 },
      { reports: testReport },
      reporting({ tests: ok(testResults(["adds", "divides"])) }),
      "failed",
      "exit status 1; 2 of 6 tests failed",
    ],
    [
      "exit 1 without the report it should write",
      { kind: "exited", code: 1 },
      { reports: testReport },
      reporting({ tests: unreadable }),
      "failed",
      "exit status 1",
    ],
    [
      "findings alone",
      { kind: "exited", code: 0 },
      { reports: { ...noReports, sarif: "lint.sarif" } },
      reporting({ findings: ok({ errors: 3, warnings: 0, notes: 0, first: [] }) }),
      "succeeded",
      null,
    ],
  ]
  for (const [name, behaviour, job, more, status, message] of outcomes) {
    it(`${name} is ${status}`, async () => {
      const outcome = await runPlan({ jobs: [command("a", job)] }, rig({ a: behaviour }, more).context)
      assert.equal(outcome.jobs.get("a")?.message, message)
      assert.equal(outcome.jobs.get("a")?.status, status)
      assert.equal(outcome.status, status)
    })
  }

  it("gives jobs exactly what they are to have, only tests the services' addresses and only setups the way to packages", async () => {
    const ref = "refs/heads/$(touch pwned)"
    const { context, executions } = rig({}, { ref })
    const job = command("a", { env: { SLIPWAY_COMMIT: "forged", MODE: "x" }, directory: "services/gateway" })
    const test = command("b", { kind: "test", needs: ["a"] })
    await runPlan({ jobs: [job, test, command("c", { kind: "setup", needs: ["b"] })] }, context)
    const common = { PATH: "/bin", HOME: "/home" }
    const commit = { SLIPWAY_REF: ref, SLIPWAY_COMMIT: context.commit }
    assert.deepEqual(executions[0]?.env, { ...common, SLIPWAY_COMMIT: "forged", MODE: "x" })
    assert.equal(executions[0]?.directory, "/checkout/services/gateway")
    assert.deepEqual(executions[1]?.env, { ...common, ...commit, GATEWAY_URL: "http://127.0.0.1:1" })
    assert.deepEqual(executions[2]?.env, { ...common, https_proxy: "http://proxy.example.com" })
  })

  it("gives secrets to the jobs that name them, and errs at once where one is missing", async () => {
    const jobs = [
      command("publish", { secrets: ["TOKEN"], env: { TOKEN: "public", SLIPWAY_COMMIT: "x" } }),
      command("other"),
      command("absent", { secrets: ["ABSENT"], retries: 2 }),
    ]
    const secrets = new RunSecrets({ jobs }, (name) => (name === "TOKEN" ? "hunter2!" : undefined))
    const { context, executions } = rig({}, { secrets })
    const outcome = await runPlan({ jobs }, context)
    assert.deepEqual(
      executions.map(({ command: id, env }) => [id, env.TOKEN]),
      [
        ["publish", "hunter2!"],
        ["other", undefined],
      ],
    )
    const { status, message, attempt } = outcome.jobs.get("absent") ?? {}
    const why = "the secret ABSENT is not set in the environment of slipway run"
    assert.deepEqual([status, message, attempt], ["errored", why, 1])
  })

  it("tells everything in order, retries included", async () => {
    let tries = 0
    const flaky: Behaviour = async ({ onOutput }) => {
      await onOutput(Buffer.from("hello"))
      return tries++ === 0 ? { kind: "signaled", signal: "SIGKILL" } : { kind: "exited", code: 1 }
    }
    const { context, events } = rig({ a: flaky })
    await runPlan({ jobs: [command("a", { retries: 3 }), command("b", { needs: ["a"] })] }, context)
    assert.deepEqual(
      events.map((event) =>
        [event.type, "job" in event ? event.job : "", "status" in event ? event.status : ""].join(" "),
      ),
      [
        "run-started  ",
        "job-started a ",
        "job-output a ",
        "job-retried a errored",
        "job-started a ",
        "job-output a ",
        "job-ended a failed",
        "job-ended b skipped",
        "run-ended  failed",
      ],
    )
    const skipped = events.find((event) => event.type === "job-ended" && event.job === "b")
    assert(skipped?.type === "job-ended")
    assert.equal(skipped.message, "needs a (failed)")
    assert.equal(skipped.attempt, 0)
  })

  it("marks a job that failed and then passed, and names the tests", async () => {
    let tries = 0
    const flaky: Behaviour = async () => ({ kind: "exited", code: tries++ === 0 ? 1 : 0 })
    const reports = reporting({ tests: ok(testResults(["adds"])) }, { tests: ok(testResults([], ["divides"])) })
    const { context, events } = rig({ a: flaky }, reports)
    const outcome = await runPlan({ jobs: [command("a", { retries: 1, retry: "always" })] }, context)
    const expected = { failures: 1, tests: ["adds", "divides"] }
    assert.deepEqual(outcome.jobs.get("a")?.flaky, expected)
    const ended = events.find((event) => event.type === "job-ended")
    assert(ended?.type === "job-ended")
    assert.deepEqual(ended.flaky, expected)
    assert.deepEqual(ended.tests, testResults([], ["divides"]))
  })

  it("reads no report of a job that was stopped", async () => {
    const { context } = rig({ a: { kind: "timed-out" } }, reporting({ tests: ok(testResults(["adds"])) }))
    const outcome = await runPlan({ jobs: [command("a", { reports: testReport })] }, context)
    assert.equal(outcome.jobs.get("a")?.status, "errored")
    assert.equal(outcome.jobs.get("a")?.tests, null)
  })

  it("holds a job back until its observer is ready, and not the others", async () => {
    const gate = Promise.withResolvers<void>()
    const order: string[] = []
    const { context } = rig(
      {
        chatty: async ({ onOutput }) => {
          await onOutput(Buffer.from("x"))
          order.push("chatty went on")
          return { kind: "exited", code: 0 }
        },
      },
      {
        observe: async (event) => {
          if (event.type === "job-output") await gate.promise
          if (event.type === "job-ended" && event.job === "quiet") {
            order.push("quiet ended")
            gate.resolve()
          }
        },
      },
    )
    await runPlan({ jobs: [command("chatty"), command("quiet")] }, context)
    assert.deepEqual(order, ["quiet ended", "chatty went on"])
  })

  it("stops running jobs and starts no more when it is canceled", async () => {
    const abort = new AbortController()
    const untilAborted: Behaviour = ({ signal }) =>
      new Promise((resolve) => {
        signal.addEventListener("abort", () => resolve({ kind: "canceled", forced: true }))
        abort.abort()
      })
    const { context } = rig({ a: untilAborted }, { signal: abort.signal, jobs: 1 })
    const outcome = await runPlan({ jobs: [command("a"), command("b"), command("c", { needs: ["a"] })] }, context)
    assert.deepEqual(
      [...outcome.jobs.values()].map(({ status, message }) => `${status}: ${message}`),
      ["canceled: canceled; had to be killed", "canceled: canceled", "canceled: canceled"],
    )
    assert.equal(outcome.canceled, true)
    assert.equal(outcome.status, "canceled")
  })

  it("stops everything and rejects when its observer fails", async () => {
    const untilAborted: Behaviour = ({ signal }) =>
      new Promise((resolve) => signal.addEventListener("abort", () => resolve({ kind: "canceled", forced: false })))
    const { context } = rig(
      { a: untilAborted },
      { observe: (event) => (event.type === "job-ended" ? Promise.reject(new Error("the store is gone")) : undefined) },
    )
    await assert.rejects(runPlan({ jobs: [command("a"), command("b")] }, context), /the store is gone/)
  })

  it("runs many jobs at once without a warning about listeners", async () => {
    const warnings: Error[] = []
    const onWarning = (warning: Error) => void warnings.push(warning)
    process.on("warning", onWarning)
    const waitForAll = Promise.withResolvers<void>()
    let running = 0
    const { context } = rig({}, { jobs: 50 })
    const execute = async ({ signal }: Execution): Promise<ExecutionOutcome> => {
      signal.addEventListener("abort", () => {})
      if (++running === 50) waitForAll.resolve()
      await waitForAll.promise
      return { kind: "exited", code: 0 }
    }
    const jobs = Array.from({ length: 50 }, (_, index) => command(`j${index}`))
    const outcome = await runPlan({ jobs }, { ...context, executor: { ...context.executor, execute } })
    await new Promise((resolve) => setImmediate(resolve))
    process.off("warning", onWarning)
    assert.equal(outcome.status, "succeeded")
    assert.deepEqual(warnings, [])
  })
})

describe("building images in a run", () => {
  const shop = definitionSchema.parse({
    version: 1,
    project: "shop",
    packages: { contract: { directory: "contract", jobs: { build: { run: "build", outputs: ["dist/**"] } } } },
    services: {
      gateway: { directory: "gateway", image: { builder: "node", needs: ["contract:build"] }, run: { port: 80 } },
    },
  })
  const plan = makeBuildPlan(shop, [])

  it("hands over the outputs of needed jobs and tells the digest", async () => {
    const requests: unknown[] = []
    const { context, events } = rig(
      {},
      {
        definition: shop,
        imageBuilder: {
          build: async ({ source, log, service }) => {
            requests.push({ service, outputs: source.kind === "checkout" ? source.outputs : null })
            log("layer 1")
            log("layer 2")
            return ok({ digest: digestOf("image"), facts: {} })
          },
        },
      },
    )
    const outcome = await runPlan(plan, context)
    assert.deepEqual(requests, [{ service: "gateway", outputs: [{ directory: "contract", globs: ["dist/**"] }] }])
    assert.equal(outcome.images.get("gateway")?.digest, digestOf("image"))
    const told = events.filter((event) => "job" in event && event.job === "gateway:image").map((event) => event.type)
    assert.deepEqual(told, ["job-started", "job-output", "job-output", "image-built", "job-ended"])
  })

  const failures = [
    ["image-build-failed", "failed"],
    ["lock-file-missing", "failed"],
    ["image-corrupt", "errored"],
    ["canceled", "canceled"],
  ] as const
  for (const [reason, status] of failures) {
    it(`${reason} is ${status}`, async () => {
      const { context } = rig({}, { definition: shop, imageBuilder: { build: async () => fail(reason, "no") } })
      const outcome = await runPlan(plan, context)
      assert.equal(outcome.jobs.get("gateway:image")?.status, status)
      assert.equal(outcome.images.size, 0)
    })
  }
})
