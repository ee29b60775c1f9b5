import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { withoutIdentities } from "../../core/evidence/analysis-findings.ts"
import { readSarif } from "./read-sarif.ts"
import { locator } from "./report-location.ts"

const read = (text: string) => readSarif(text, locator({ checkout: "/checkout", directory: "/checkout/web" }))

/** As people are shown it. */
function shown(text: string) {
  const findings = read(text)
  return "problem" in findings ? findings : withoutIdentities(findings)
}

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
    assert.deepEqual(shown(log(results)), {
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

describe("findings are told apart", () => {
  const result = { level: "error", message: { text: "no eval" }, ruleId: "no-eval", locations: place("src/a.js", 3) }

  function identitiesOf(results: readonly object[], tool = "ESLint"): string[] {
    const log = { version: "2.1.0", runs: [{ tool: { driver: { name: tool } }, results }] }
    const findings = read(JSON.stringify(log))
    assert(!("problem" in findings))
    return findings.first.map(({ identity }) => identity ?? "none")
  }

  const same = (...results: readonly object[]) => new Set(identitiesOf([result, ...results])).size === 1
  const given = (partialFingerprints: object, more: object = {}) => ({ ...result, partialFingerprints, ...more })

  it("by tool, rule, file and message, not by line", () => {
    assert.equal(same({ ...result, locations: place("src/a.js", 300) }), true)
    assert.equal(same({ ...result, locations: place("src/b.js", 3) }), false)
    assert.equal(same({ ...result, ruleId: "no-alert" }), false)
    assert.equal(same({ ...result, message: { text: "no alert" } }), false)
    assert.notDeepEqual(identitiesOf([result], "other"), identitiesOf([result]))
  })

  it("by what the tool itself tells them by, wherever they are and whatever they say", () => {
    const [first, moved, other, exact] = identitiesOf([
      given({ "primaryLocationLineHash/v1": "39fa2ee980eb94b0:1", context: "a" }),
      given({ context: "a", "primaryLocationLineHash/v1": "39fa2ee980eb94b0:1" }, { locations: place("src/b.js", 9) }),
      given({ "primaryLocationLineHash/v1": "39fa2ee980eb94b0:2", context: "a" }),
      given({ "primaryLocationLineHash/v1": "39fa2ee980eb94b0:1", context: "a" }, { fingerprints: { id: "7" } }),
    ])
    assert.equal(first, moved)
    assert.notEqual(first, other)
    assert.notEqual(first, exact)
  })

  it("counted, notes left out; too many are not told apart at all", () => {
    const findings = read(log([result, result, { ...result, level: "note" }]))
    assert(!("problem" in findings))
    assert.deepEqual(Object.values(findings.identities ?? {}), [2])
    const many = Array.from({ length: 10_001 }, (_, index) => ({ ...result, ruleId: `rule-${index}` }))
    const crowded = read(log(many))
    assert(!("problem" in crowded))
    assert.deepEqual([crowded.errors, crowded.identities], [10_001, undefined])
  })
})
