import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { readSarif } from "./read-sarif.ts"
import { locator } from "./report-location.ts"

const read = (text: string) => readSarif(text, locator({ checkout: "/checkout", directory: "/checkout/web" }))

function place(uri: string, startLine?: number) {
  return [{ physicalLocation: { artifactLocation: { uri, index: 0 }, region: { startLine, startColumn: 3 } } }]
}

const message = { text: "no" }
const driver = { name: "ESLint", informationUri: "https://eslint.org", version: "9.0.0" }
const rules = [{ id: "quiet", defaultConfiguration: { level: "note" } }, { id: "plain" }]

function log(results: unknown, run: object = {}): string {
  const tool = { driver: { ...driver, rules } }
  return JSON.stringify({ version: "2.1.0", $schema: "x", runs: [{ tool, results, ...run }] })
}

function countsOf(text: string): number[] {
  const findings = read(text)
  assert(!("problem" in findings), "problem" in findings ? findings.problem : "")
  return [findings.errors, findings.warnings, findings.notes]
}

describe("a SARIF report", () => {
  it("as ESLint writes it", () => {
    const results = [
      { level: "warning", message: { text: "Unused 'x'." }, locations: place("file:///checkout/web/src/a%20b.js", 3) },
      {
        level: "error",
        message: { text: "No\u001b[31m eval\n!" },
        ruleId: "no-eval",
        ruleIndex: 0,
        locations: place("src/c.js"),
      },
    ]
    assert.deepEqual(read(log(results)), {
      errors: 1,
      warnings: 1,
      notes: 0,
      first: [
        { level: "error", rule: "no-eval", file: "web/src/c.js", line: null, message: "No eval !" },
        { level: "warning", rule: null, file: "web/src/a b.js", line: 3, message: "Unused 'x'." },
      ],
    })
  })

  const suppressed = (...statuses: (string | undefined)[]) =>
    log([{ level: "error", message, suppressions: statuses.map((status) => ({ kind: "external", status })) }])
  const cases: [string, string, number[]][] = [
    ["without a finding", log([]), [0, 0, 0]],
    ["warns where nothing else is said", log([{ message }]), [0, 1, 0]],
    ["takes the level of the rule, by its index", log([{ message, ruleIndex: 0 }]), [0, 0, 1]],
    ["takes the level of the rule, by its name", log([{ message, ruleId: "quiet" }]), [0, 0, 1]],
    ["takes no level from a rule that has none", log([{ message, rule: { id: "plain", index: 1 } }]), [0, 1, 0]],
    ["prefers the level of the result", log([{ message, ruleId: "quiet", level: "error" }]), [1, 0, 0]],
    ["does not count level none", log([{ message, level: "none" }]), [0, 0, 0]],
    ["does not count what passed", log([{ message, kind: "pass" }]), [0, 0, 0]],
    ["does not count what is gone", log([{ message, level: "error", baselineState: "absent" }]), [0, 0, 0]],
    ["does not count what is suppressed", suppressed(undefined), [0, 0, 0]],
    ["does not count what is suppressed for good", suppressed("accepted"), [0, 0, 0]],
    ["counts what somebody wants suppressed", suppressed("accepted", "underReview"), [1, 0, 0]],
    ["counts what was not suppressed", suppressed("rejected"), [1, 0, 0]],
    ["counts what has no suppression", log([{ level: "error", message, suppressions: [] }]), [1, 0, 0]],
  ]
  for (const [name, text, expected] of cases) it(name, () => assert.deepEqual(countsOf(text), expected))

  it("lists a bounded number of findings, errors first, and counts all", () => {
    const of = (level: string) => Array.from({ length: 100 }, () => ({ level, message }))
    const findings = read(log([...of("note"), ...of("warning"), ...of("error").slice(60)]))
    assert(!("problem" in findings))
    assert.deepEqual([findings.errors, findings.warnings, findings.notes], [40, 100, 100])
    const levels = findings.first.map(({ level }) => level)
    assert.deepEqual(levels, [...Array(40).fill("error"), ...Array(10).fill("warning")])
  })

  it("keeps hostile texts short and well-formed", () => {
    const text = `\ud800${"x".repeat(100_000)}`
    const findings = read(log([{ message: { text }, ruleId: text, locations: place(text, 0.5) }]))
    assert(!("problem" in findings))
    const [first] = findings.first
    assert.deepEqual([first?.message.length, first?.rule?.length, first?.file?.length], [500, 200, 300])
    assert(first?.message.isWellFormed() && first?.file?.isWellFormed())
    assert.equal(first?.line, null)
  })
})

describe("a SARIF report is not believed", () => {
  const wrong = (where: string) => `is not SARIF 2.1.0: ${where} is wrong`
  const cases: [string, string, string][] = [
    ["that is cut off", log([{ message }]).slice(0, -3), "is not JSON, or cut off"],
    ["that is nested without end", "[".repeat(1_000_000), "is not JSON, or cut off"],
    ["that is none", "null", wrong("the file")],
    ["of another version", log([]).replace("2.1.0", "2.0.0"), wrong("version")],
    ["without a run", JSON.stringify({ version: "2.1.0", runs: [] }), wrong("runs")],
    ["whose analysis has no results", log(undefined), wrong("runs.0.results")],
    ["with a level of its own", log([{ message, level: "fatal" }]), wrong("runs.0.results.0.level")],
    ["with a result that says nothing", log([{}]), wrong("runs.0.results.0.message")],
    ["with results that are none", log({ length: 0 }), wrong("runs.0.results")],
    [
      "whose analysis broke off",
      log([], { invocations: [{ executionSuccessful: false }] }),
      "says that the analysis did not come to its end",
    ],
  ]
  for (const [name, text, problem] of cases) it(name, () => assert.deepEqual(read(text), { problem }))
})
