import assert from "node:assert/strict"
import { test } from "node:test"
import { digestOf } from "../shared/digest.ts"
import type { ImageScan } from "./image-scan.ts"
import { scanOf, vulnerabilitiesOf, vulnerabilitiesSchema } from "./vulnerabilities.ts"

const time = "2026-01-15T12:00:00.000Z"
const facts = { definition: digestOf("scanner"), run: "run-1", commit: null, startedOn: time, finishedOn: time }
const scan: ImageScan = {
  scanner: "trivy",
  scannerVersion: "0.58.1",
  knowledgeFrom: time,
  found: [
    { id: "CVE-2026-1", severity: "critical", package: "openssl", version: "3.0.1", fixedIn: "3.0.2" },
    { id: "generic-secret", severity: "unknown", package: null, version: null, fixedIn: null },
  ],
}

test("a scan comes out of its statement as it went in", () => {
  const said = vulnerabilitiesSchema.parse(JSON.parse(JSON.stringify(vulnerabilitiesOf(scan, facts))))
  assert.deepEqual(scanOf(said), scan)
  const unknowing = { ...scan, scannerVersion: null, knowledgeFrom: null }
  assert.deepEqual(scanOf(vulnerabilitiesOf(unknowing, facts)), unknowing)
})

test("a rating in a statement that is none of ours is unknown, not harmless", () => {
  const said = vulnerabilitiesOf(scan, facts)
  const [first] = said.scanner.result
  assert(first)
  const other = { ...first, severity: [{ method: "cvss_score", score: "9.8" }] }
  assert.equal(scanOf({ ...said, scanner: { ...said.scanner, result: [other] } }).found[0]?.severity, "unknown")
})
