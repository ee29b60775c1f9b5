import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { brief, diagnose, start, takeMarks } from "./fixtures/at-mark.ts"

const scanner = "scanner: { run: scan, report: report.json, format: trivy }\n"
const gate = (rule: string) => `${scanner}gates: { safe: { scan: { worst: medium, exceptions: [${rule}] } } }`
const service =
  "services: { api: { directory: a, image: { builder: node }, run: { port: 1 }, jobs: { «scan: 'true' } } }"

const cases: Readonly<Record<string, readonly [text: string, code: string]>> = {
  "an exception without a reason": [gate("«{ id: CVE-1, expires: 2026-12-31 }"), "key-missing"],
  "an exception whose reason says nothing": [
    gate("{ id: CVE-1, reason: «later, expires: 2026-12-31 }"),
    "value-invalid",
  ],
  "an exception without an end": [gate("«{ id: CVE-1, reason: not reachable from outside }"), "key-missing"],
  "an exception that ends on no day": [
    gate("{ id: CVE-1, reason: not reachable from outside, expires: «2026-02-30 }"),
    "value-invalid",
  ],
  "a gate without a scanner": ["gates: { safe: { «scan: { worst: medium } } }", "scanner-missing"],
  "a job that is called as the scan": [`${scanner}${service}`, "name-reserved"],
  "an unknown format": ["scanner: { run: scan, report: report.json, format: «clair }", "value-invalid"],
  "an analysis without a limit": ["gates: { quality: { analysis: «{} } }", "value-invalid"],
}

describe("scans and analyses are refused where they are wrong", () => {
  for (const [what, [text, code]] of Object.entries(cases)) {
    test(what, () => {
      const { text: plain, places } = takeMarks(start + text)
      assert.deepEqual(diagnose(plain).map(brief), [`${places[0]} ${code}`])
    })
  }

  test("a job may be called scan where there is no scanner", () => {
    assert.deepEqual(diagnose(takeMarks(start + service).text), [])
  })
})
