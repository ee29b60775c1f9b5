import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { ScanRule } from "../definition/schema/scan-rule-schema.ts"
import type { ImageScan, Severity, Vulnerability } from "../evidence/image-scan.ts"
import { digestOf } from "../shared/digest.ts"
import { absent, byServer, byStranger, NOW, sampleFacts, sampleRules, unreadable } from "./fixtures/sample-promotion.ts"
import type { GateState } from "./gate-answer.ts"
import type { ScanFact } from "./promotion-facts.ts"
import { scanGate } from "./scan-gate.ts"

const found = (severity: Severity, more: Partial<Vulnerability> = {}): Vulnerability => ({
  id: "CVE-2026-1",
  severity,
  package: "openssl",
  version: "3.0.1",
  fixedIn: null,
  ...more,
})

const scanned = (...all: readonly Vulnerability[]): ImageScan => ({
  scanner: "trivy",
  scannerVersion: null,
  knowledgeFrom: null,
  found: all,
})

const scanOf = (service: string, all: readonly Vulnerability[], more: Partial<ScanFact> = {}): ScanFact => ({
  service,
  image: digestOf(service),
  proof: byServer,
  scan: scanned(...all),
  ...more,
})

const clean = scanOf("api", [])
const reason = "not reachable from outside"
const until = (expires: string, more: object = {}) => ({ id: "CVE-2026-1", reason, expires, ...more })
const medium: ScanRule = { worst: "medium", exceptions: [] }

// The sample's time is noon of 2026-01-15, UTC.
const cases: readonly (readonly [
  what: string,
  rule: Partial<ScanRule>,
  scans: readonly ScanFact[],
  state: GateState,
  sentence: RegExp,
])[] = [
  ["nothing found", {}, [scanOf("web", []), clean], "met", /the scan of 2 images found nothing$/],
  ["as bad as allowed", {}, [scanOf("web", [found("medium")]), clean], "met", /found 1 medium$/],
  [
    "one that is worse",
    {},
    [scanOf("web", [found("low"), found("high", { fixedIn: "3.0.2" })]), clean],
    "failed",
    /nothing worse than medium may pass, and there is CVE-2026-1 \(high; openssl 3\.0\.1 in web, fixed in 3\.0\.2\)$/,
  ],
  [
    "many that are worse, the worst first",
    {},
    [
      scanOf("web", [found("high"), found("high"), found("critical", { id: "CVE-2026-2" })]),
      scanOf("api", [found("high")]),
    ],
    "failed",
    /there is CVE-2026-2 \(critical; .* and 1 more$/,
  ],
  ["a rating that nobody gave", {}, [scanOf("web", [found("unknown")]), clean], "failed", /not rated, counts as high/],
  [
    "a rating that nobody gave, where high passes",
    { worst: "high" },
    [scanOf("web", [found("unknown")]), clean],
    "met",
    /1 unknown/,
  ],
  [
    "anything, where nothing passes",
    { worst: "none" },
    [scanOf("web", [found("negligible")]), clean],
    "failed",
    /no finding may pass/,
  ],
  [
    "what is negligible, where low passes",
    { worst: "low" },
    [scanOf("web", [found("negligible")]), clean],
    "met",
    /1 negligible/,
  ],
  [
    "an exception",
    { exceptions: [until("2026-12-31")] },
    [scanOf("web", [found("high")]), clean],
    "met",
    /found 1 high; excepted: CVE-2026-1 until 2026-12-31$/,
  ],
  [
    "an exception that ends soon",
    { exceptions: [until("2026-01-20")] },
    [scanOf("web", [found("high")]), clean],
    "met",
    /until 2026-01-20, in 6 days$/,
  ],
  [
    "an exception on its last day",
    { exceptions: [until("2026-01-15")] },
    [scanOf("web", [found("high")]), clean],
    "met",
    /until 2026-01-15, which is the last day$/,
  ],
  [
    "an exception that has ended",
    { exceptions: [until("2026-01-14")] },
    [scanOf("web", [found("high")]), clean],
    "failed",
    /openssl 3\.0\.1 in web; its exception ended with 2026-01-14\)/,
  ],
  [
    "an exception for another package",
    { exceptions: [until("2026-12-31", { package: "zlib" })] },
    [scanOf("web", [found("high")]), clean],
    "failed",
    /CVE-2026-1/,
  ],
  [
    "an exception for this package",
    { exceptions: [until("2026-12-31", { package: "openssl" })] },
    [scanOf("web", [found("high")]), clean],
    "met",
    /excepted/,
  ],
  [
    "an exception for another finding",
    { exceptions: [until("2026-12-31", { id: "CVE-2026-10" })] },
    [scanOf("web", [found("high")]), clean],
    "failed",
    /CVE-2026-1 /,
  ],
  ["no scan at all", {}, [], "waiting", /it needs a scan of every image/],
  [
    "no scan of one image",
    {},
    [clean, scanOf("web", [], { proof: absent, scan: null })],
    "waiting",
    /image web has no scan/,
  ],
  ["no scan of one image, and the other is bad", {}, [scanOf("api", [found("high")])], "failed", /CVE-2026-1/],
  [
    "a clean scan by a stranger",
    {},
    [clean, scanOf("web", [], { proof: byStranger })],
    "waiting",
    /image web has no scan/,
  ],
  [
    "a bad scan by a stranger",
    {},
    [clean, scanOf("web", [found("high")], { proof: byStranger })],
    "waiting",
    /image web/,
  ],
  [
    "a scan that cannot be read",
    {},
    [clean, scanOf("web", [], { proof: unreadable, scan: null })],
    "errored",
    /the scan of image web: its signature is not/,
  ],
]

describe("the scan gate", () => {
  for (const [what, rule, scans, state, sentence] of cases) {
    it(`${what}: ${state}`, () => {
      const answer = scanGate("vulnerabilities", { ...medium, ...rule }, sampleRules("uat"), sampleFacts({ scans }))
      assert.equal(answer.state, state, answer.sentence)
      assert.match(answer.sentence, sentence)
      assert.equal(answer.gate, "vulnerabilities")
    })
  }

  it("lets an exception hold through its last day, and no longer", () => {
    const rule = { ...medium, exceptions: [until("2026-01-15")] }
    const at = (now: number) => {
      const facts = sampleFacts({ scans: [scanOf("web", [found("critical")]), clean], now })
      return scanGate("vulnerabilities", rule, sampleRules("uat"), facts).state
    }
    assert.equal(at(NOW), "met")
    assert.equal(at(Date.UTC(2026, 0, 15, 23, 59, 59, 999)), "met")
    assert.equal(at(Date.UTC(2026, 0, 16)), "failed")
  })
})
