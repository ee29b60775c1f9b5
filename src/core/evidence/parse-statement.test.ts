import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { canonicalJson, digestOf } from "../shared/digest.ts"
import { parseStatement } from "./parse-statement.ts"
import { makeStatement, PREDICATE, type PredicateType, type Subject } from "./statement.ts"

const subject: Subject = { kind: "release", name: "uat", digest: digestOf("release") }
const time = "2026-01-15T12:00:00.000Z"
const digest = digestOf("something")

const result = {
  job: "web:unit",
  definition: digest,
  inputs: digest,
  status: "succeeded",
  exitCode: 0,
  coverage: { lines: { covered: 9, total: 10 } },
  commit: "c".repeat(40),
  run: "run-1",
  startedOn: time,
  finishedOn: time,
}

const predicates: Readonly<Record<PredicateType, Readonly<Record<string, unknown>>>> = {
  [PREDICATE.jobs]: { jobs: [result] },
  [PREDICATE.provenance]: {
    buildDefinition: {
      buildType: "https://slipway.dev/build/node/v1",
      externalParameters: { project: "shop", service: "web", ref: null },
      internalParameters: { definition: digest, inputs: digest },
      resolvedDependencies: [{ uri: "git+file:.", digest: { gitCommit: "c".repeat(40) } }],
    },
    runDetails: { builder: { id: "server" }, metadata: { invocationId: "run-1", startedOn: time, finishedOn: time } },
  },
  [PREDICATE.scan]: {
    scanner: {
      uri: "https://slipway.dev/scanner/trivy",
      result: [{ id: "CVE-2026-1", severity: [{ method: "trivy", score: "high" }], annotations: [{ package: "tar" }] }],
    },
    invocation: { definition: digest, run: "run-1", commit: null },
    metadata: { scanStartedOn: time, scanFinishedOn: time },
  },
  [PREDICATE.verification]: {
    environment: "uat",
    deployment: 1,
    revision: digest,
    tests: [{ test: "e2e", status: "succeeded", definition: digest }],
    status: "succeeded",
    commit: "c".repeat(40),
    finishedOn: time,
  },
  [PREDICATE.approval]: {
    environment: "production",
    gate: "board",
    person: "ada",
    role: "manager",
    rules: digest,
    comment: null,
    approvedOn: time,
  },
  [PREDICATE.override]: {
    environment: "production",
    gate: "opening-hours",
    person: "ada",
    role: "manager",
    rules: digest,
    reason: "orders fail",
    instead: "waiting",
    answer: "it is closed until Monday",
    overriddenOn: time,
  },
  [PREDICATE.review]: { person: "ada", commits: ["c".repeat(40)], ref: "refs/heads/main", reviewedOn: time },
  [PREDICATE.command]: {
    environment: "production",
    gate: "calendar",
    definition: digest,
    status: "failed",
    exitCode: 3,
    message: "exit status 3: closed",
    output: "closed",
    commit: "c".repeat(40),
    run: "7",
    startedOn: time,
    finishedOn: time,
  },
  [PREDICATE.rejection]: { person: "ada", reason: "it loses orders", rejectedOn: time },
}

const statementOf = (type: PredicateType, change: Readonly<Record<string, unknown>> = {}) =>
  makeStatement([subject], type, { ...predicates[type], ...change })
const jobsOf = (change: Readonly<Record<string, unknown>>) =>
  statementOf(PREDICATE.jobs, { jobs: [result, { ...result, ...change }] })
const parse = (value: unknown) => parseStatement(Buffer.from(canonicalJson(value)))

/** Why it is refused. */
function refusalOf(bytes: Uint8Array): string {
  const parsed = parseStatement(bytes)
  assert(!parsed.ok, "it was believed")
  assert.equal(parsed.failure.reason, "evidence-invalid")
  return parsed.failure.message
}

describe("a statement as it is made", () => {
  for (const type of Object.values(PREDICATE)) {
    it(`of ${type} is read back`, () => {
      const statement = statementOf(type)
      const parsed = parse(statement)
      assert(parsed.ok, parsed.ok ? "" : parsed.failure.message)
      assert.deepEqual(parsed.value, statement)
    })
  }

  it("may hold what reports tell", () => {
    const failed = { name: "adds", file: "sum.test.ts", line: 7, message: "1 == 2" }
    const found = { level: "error", rule: "no-eval", file: null, line: null, message: "eval is evil" }
    const statement = jobsOf({
      tests: { passed: 1, failed: 1, skipped: 0, failing: [failed], flaky: [] },
      findings: { errors: 1, warnings: 0, notes: 0, first: [found] },
      flaky: { failures: 1, tests: ["adds"] },
    })
    const parsed = parse(statement)
    assert(parsed.ok, parsed.ok ? "" : parsed.failure.message)
    assert.deepEqual(parsed.value, statement)
  })

  it("keeps what a later version adds", () => {
    const parsed = parse({ ...statementOf(PREDICATE.approval, { device: "phone" }), more: 1 })
    assert(parsed.ok)
    assert.deepEqual(parsed.value, { ...statementOf(PREDICATE.approval, { device: "phone" }), more: 1 })
  })
})

describe("a statement without one of its parts is refused:", () => {
  for (const key of Object.keys(result)) {
    it(`a job's result without ${key}`, () => {
      const { [key as keyof typeof result]: _, ...rest } = result
      const message = refusalOf(Buffer.from(canonicalJson(statementOf(PREDICATE.jobs, { jobs: [result, rest] }))))
      assert.match(message, new RegExp(`predicate\\.jobs\\.1\\.${key}`))
    })
  }

  for (const type of Object.values(PREDICATE)) {
    for (const key of Object.keys(predicates[type])) {
      it(`${type.split("/").at(-2)} without ${key}`, () => {
        const { [key]: _, ...predicate } = predicates[type]
        const message = refusalOf(Buffer.from(canonicalJson({ ...statementOf(type), predicate })))
        assert.match(message, new RegExp(`predicate\\.${key}`))
      })
    }
  }
  for (const key of ["_type", "subject", "predicateType", "predicate"]) {
    it(`no ${key}`, () => {
      const statement: Record<string, unknown> = { ...statementOf(PREDICATE.jobs) }
      delete statement[key]
      assert.match(refusalOf(Buffer.from(canonicalJson(statement))), new RegExp(key))
    })
  }
})

const noTests = { passed: 0, failed: 0, skipped: 0, failing: [], flaky: [] }

const wrong: readonly (readonly [what: string, value: unknown])[] = [
  ["a job with another status", jobsOf({ status: "passed" })],
  ["a job that still runs", jobsOf({ status: "running" })],
  ["a job whose inputs are no digest", jobsOf({ inputs: "sha256:abc" })],
  ["a job with less than no coverage", jobsOf({ coverage: { lines: { covered: -1, total: 1 } } })],
  ["a job with coverage in words", jobsOf({ coverage: "90 %" })],
  ["a job with less than no failed tests", jobsOf({ tests: { ...noTests, failed: -1 } })],
  ["a job with an endless list of tests", jobsOf({ tests: { ...noTests, flaky: Array(51).fill("a") } })],
  ["a job with findings in words", jobsOf({ findings: "none" })],
  ["a job that was flaky without a count", jobsOf({ flaky: { tests: [] } })],
  ["a time that is none", jobsOf({ startedOn: "yesterday" })],
  ["an exit status that is no whole number", jobsOf({ exitCode: 0.5 })],
  ["an approval of nobody", statementOf(PREDICATE.approval, { person: null })],
  ["a deployment that is a text", statementOf(PREDICATE.verification, { deployment: "1" })],
  ["an endless text", statementOf(PREDICATE.approval, { comment: "a".repeat(10_001) })],
  ["no subject", makeStatement([], PREDICATE.jobs, predicates[PREDICATE.jobs])],
  [
    "a subject with another kind of digest",
    { ...statementOf(PREDICATE.jobs), subject: [{ name: "x", digest: { sha512: "a" } }] },
  ],
  [
    "a subject's digest in capitals",
    { ...statementOf(PREDICATE.jobs), subject: [{ name: "x", digest: { sha256: "A".repeat(64) } }] },
  ],
  ["an older kind of statement", { ...statementOf(PREDICATE.jobs), _type: "https://in-toto.io/Statement/v0.1" }],
  ["an unknown predicate", { ...statementOf(PREDICATE.jobs), predicateType: "https://example.com/v1" }],
  ["one predicate under another's name", { ...statementOf(PREDICATE.jobs), predicateType: PREDICATE.approval }],
  ["a list", [statementOf(PREDICATE.jobs)]],
  ["null", null],
]

describe("a statement that says something else is refused:", () => {
  for (const [what, value] of wrong) {
    it(what, () => assert.match(refusalOf(Buffer.from(canonicalJson(value))), /^the statement's /))
  }

  const bytes: readonly (readonly [what: string, bytes: Uint8Array])[] = [
    ["nothing", Buffer.alloc(0)],
    ["half a statement", Buffer.from(canonicalJson(statementOf(PREDICATE.jobs))).subarray(0, 100)],
    ["two statements", Buffer.from(canonicalJson(statementOf(PREDICATE.jobs)).repeat(2))],
    ["bytes that are not UTF-8", Buffer.from([0x22, 0xff, 0x22])],
  ]
  for (const [what, value] of bytes) {
    it(what, () => assert.equal(refusalOf(value), "the signed payload is not JSON"))
  }
})
