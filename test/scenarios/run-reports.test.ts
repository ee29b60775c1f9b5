import assert from "node:assert/strict"
import { join } from "node:path"
import { describe, it } from "node:test"
import type { JobResults } from "../../src/core/evidence/statement.ts"
import { RunRig } from "../support/run-rig.ts"
import { unverifiedStatements } from "../support/unverified-statements.ts"

/** Tests of a real tool, one of which fails, or fails only the first time that it is run. */
const tests = {
  "sum.test.mjs": `import assert from "node:assert"
import { existsSync, writeFileSync } from "node:fs"
import { describe, it } from "node:test"
describe("sum", () => {
  it("adds", () => assert.equal(1 + 1, 2))
  it("is <right> & \\u001b[31mred\\u001b[0m", () => assert.equal(1 + 1, Number(process.env.SUM)))
  it("is steady", () => {
    if (process.env.STEADY || existsSync("tried")) return
    writeFileSync("tried", "")
    assert.fail("the first time")
  })
})
`,
}
const NODE_TEST = "node --test --test-reporter=junit --test-reporter-destination=junit.xml sum.test.mjs"

function definition(run: string, reports: string, more = ""): string {
  return `version: 1
project: demo
packages:
  math:
    directory: math
    jobs:
      unit: { run: ${JSON.stringify(run)}, reports: ${reports}, env: { SUM: "2", STEADY: "1" }${more} }
      after: { run: "true", needs: [unit] }
`
}

function rigWith(t: Parameters<typeof RunRig.withFiles>[0], yaml: string): RunRig {
  const files = Object.entries(tests).map(([name, text]) => [`math/${name}`, text])
  return RunRig.withFiles(t, { "slipway.yaml": yaml, ...Object.fromEntries(files) })
}

/** How the job ended, as programs are told. */
async function unitOf(rig: RunRig) {
  const { status, stdout } = await rig.slipway("run", "--format", "json")
  const events = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line))
  return { status, ended: events.find(({ type, job }) => type === "job-ended" && job === "math:unit") }
}

/** A job that notices another beside it, and leaves a report in two steps. */
const ALONE =
  "mkdir alone && printf 'SF:a.js\\nDA:1,1\\n' > lcov.info && sleep 0.2 && echo end_of_record >> lcov.info && rmdir alone"

describe("services of one directory", () => {
  it("do not write the same report at the same time", async (t) => {
    const job = `{ directory: math, jobs: { unit: { run: ${JSON.stringify(ALONE)}, reports: { coverage: lcov.info } } } }`
    const yaml = `version: 1\nproject: demo\npackages:\n  one: ${job}\n  two: ${job}\n  three: ${job}\n`
    const { status, stdout } = await rigWith(t, yaml).slipway("run", "--jobs", "3")
    assert.equal(status, 0, stdout)
  })
})

describe("a test report (junit)", { concurrency: true }, () => {
  it("lets a job go on whose tests passed, and programs see the counts", async (t) => {
    const { status, ended } = await unitOf(rigWith(t, definition(NODE_TEST, "{ junit: junit.xml }")))
    assert.equal(status, 0)
    assert.deepEqual(ended.tests, { passed: 3, failed: 0, skipped: 0, failing: [], flaky: [] })
    assert.equal(ended.flaky, null)
  })

  it("names the tests that failed at the end of the run", async (t) => {
    const rig = rigWith(t, definition(`SUM=3 ${NODE_TEST}`, "{ junit: junit.xml }"))
    const { status, stdout } = await rig.slipway("run")
    assert.equal(status, 1)
    const summary = stdout.slice(stdout.lastIndexOf("✗ math:unit"))
    assert.match(summary, /exit status 1; 1 of 3 tests failed\n {4}✗ sum > is <right> & red {2}math\/sum\.test\.mjs\n/)
    assert.match(summary, /\n {6}2 == 3\n/)
    assert.match(stdout, /^math:after > skipped/m)
  })

  it("fails a job whose command hides that tests failed", async (t) => {
    const { status, ended } = await unitOf(rigWith(t, definition(`SUM=3 ${NODE_TEST} || true`, "{ junit: junit.xml }")))
    assert.equal(status, 1)
    assert.equal(ended.message, "1 of 3 tests failed, although the command ended with 0")
    assert.equal(ended.tests.failing[0].file, "math/sum.test.mjs")
  })

  it("adds several files up", async (t) => {
    const suite = (name: string) => `<testsuite name="${name}"><testcase name="a"/></testsuite>`
    const run = `mkdir reports; echo '${suite("x")}' > reports/x.xml; echo '${suite("y")}' > reports/y.xml`
    const { status, ended } = await unitOf(rigWith(t, definition(run, "{ junit: reports/*.xml }")))
    assert.equal(status, 0)
    assert.equal(ended.tests.passed, 2)
  })

  const bad: readonly (readonly [name: string, run: string, message: RegExp])[] = [
    ["absent", "true", /^the job wrote no test report \(junit\.xml\)$/],
    ["cut off", `${NODE_TEST}; truncate -s 200 junit.xml`, /^the test report is not well-formed XML, or cut off/],
    ["too large", "truncate -s 100M junit.xml", /^the test report is larger than 64 MiB \(junit\.xml\)$/],
    ["a pipe that nobody writes", "mkfifo junit.xml", /^the test report is not a file/],
    ["without any test", "echo '<testsuites/>' > junit.xml", /^the test report names no test \(junit\.xml\)$/],
  ]
  for (const [name, run, message] of bad) {
    it(`that is ${name} makes the job errored`, async (t) => {
      const { status, ended } = await unitOf(rigWith(t, definition(run, "{ junit: junit.xml }")))
      assert.match(ended.message, message)
      assert.equal(ended.status, "errored")
      assert.equal(status, 3)
    })
  }

  it("that lies in the commit is not taken for the job's", async (t) => {
    const rig = rigWith(t, definition("true", "{ junit: '*.xml' }"))
    rig.commit({ "math/junit.xml": '<testsuite name="x"><testcase name="a"/></testsuite>' })
    const { status, ended } = await unitOf(rig)
    assert.equal(status, 3)
    assert.equal(ended.message, "the job wrote no test report (*.xml)")
  })
})

it("a job that passes when it is tried again is marked flaky, in its evidence too, with the tests that failed before", async (t) => {
  const run = `STEADY= ${NODE_TEST}`
  const rig = rigWith(t, definition(run, "{ junit: junit.xml }", ", retries: 1, retry: always"))
  const { status, stdout } = await rig.slipway("run")
  assert.equal(status, 0, stdout)
  assert.match(stdout, /^↻ math:unit {2}flaky: failed once and then passed\n {4}sum > is steady\n/m)
  const statements = await unverifiedStatements(join(rig.folder, ".slipway", "images"))
  const results = statements.flatMap(({ predicate }) => (predicate as JobResults).jobs)
  const { status: result, tests, flaky } = results.find(({ job }) => job === "math:unit") ?? {}
  assert.equal(result, "succeeded")
  assert.deepEqual(tests, { passed: 3, failed: 0, skipped: 0, failing: [], flaky: [] })
  assert.deepEqual(flaky, { failures: 1, tests: ["sum > is steady"] })
})

describe("coverage by Istanbul (coverage)", { concurrency: true }, () => {
  const lines = (covered: number) => JSON.stringify({ total: { lines: { total: 10, covered } } })
  for (const [covered, expected] of [
    [8, 0],
    [7, 1],
  ] as const) {
    it(`of ${covered} lines in 10 ends with ${expected} where 80 % are required`, async (t) => {
      const run = `echo '${lines(covered)}' > summary.json`
      const rig = rigWith(t, definition(run, "{ coverage: summary.json }", ", coverage: { lines: 80 }"))
      const { status, ended } = await unitOf(rig)
      assert.equal(status, expected)
      assert.deepEqual(ended.coverage, { covered, total: 10 })
    })
  }
})

describe("an analysis report (sarif)", { concurrency: true }, () => {
  const result = { ruleId: "no-eval", level: "error", message: { text: "eval is evil" } }
  const log = (results: readonly object[]) =>
    JSON.stringify({ version: "2.1.0", runs: [{ tool: { driver: { name: "lint" } }, results }] })

  it("tells what was found and fails no job by itself", async (t) => {
    const rig = rigWith(t, definition(`echo '${log([result])}' > lint.sarif`, "{ sarif: lint.sarif }"))
    const { status, ended } = await unitOf(rig)
    assert.equal(status, 0)
    const first = [{ level: "error", rule: "no-eval", file: null, line: null, message: "eval is evil" }]
    assert.deepEqual(ended.findings, { errors: 1, warnings: 0, notes: 0, first })
  })

  it("that is no SARIF makes the job errored", async (t) => {
    const { status, ended } = await unitOf(rigWith(t, definition("echo '{}' > lint.sarif", "{ sarif: lint.sarif }")))
    assert.equal(status, 3)
    assert.equal(ended.message, "the analysis report is not SARIF 2.1.0: version is wrong (lint.sarif)")
  })
})
