import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { ScanFormat } from "../../../core/definition/schema/scanner-schema.ts"
import type { ImageScan } from "../../../core/evidence/image-scan.ts"
import { digestOf } from "../../../core/shared/digest.ts"
import { readScan } from "./read-scan.ts"
import { ecrReport, grypeReport, inspectorReport, sarifReport, scanned, trivyReport } from "./testing/scan-reports.ts"

const read = (report: unknown, format: ScanFormat) => readScan(Buffer.from(JSON.stringify(report)), format, scanned)

function scanIn(report: unknown, format: ScanFormat): ImageScan {
  const scan = read(report, format)
  assert(!("problem" in scan), "problem" in scan ? scan.problem : "")
  return scan
}

/** `CVE-1 high openssl 3.0.1 > 3.0.2`. */
function lines({ found }: ImageScan): string[] {
  return found.map(({ id, severity, package: name, version, fixedIn }) =>
    [id, severity, name, version, fixedIn && `> ${fixedIn}`].filter((part) => part !== null).join(" "),
  )
}

describe("a scanner's report", () => {
  it("of Trivy: packages of the system and of Node, and secrets", () => {
    const scan = scanIn(trivyReport, "trivy")
    assert.equal(scan.scanner, "trivy")
    assert.deepEqual(lines(scan), [
      "CVE-2023-45853 critical zlib1g 1:1.2.13.dfsg-1",
      "TEMP-0841856-B18BAF unknown bash 5.2.15-2+b7",
      "CVE-2024-21538 high cross-spawn 7.0.3 > 7.0.5, 6.0.6",
      "aws-access-key-id critical /app/config.json",
    ])
  })

  it("of Trivy, of an image that holds nothing it knows", () => {
    const { Results: _, ...empty } = trivyReport
    assert.deepEqual(scanIn(empty, "trivy").found, [])
  })

  it("of Grype, with how old its database is", () => {
    const scan = scanIn(grypeReport, "grype")
    assert.deepEqual(
      [scan.scanner, scan.scannerVersion, scan.knowledgeFrom],
      ["grype", "0.85.0", "2026-01-15T01:31:43.000Z"],
    )
    assert.deepEqual(lines(scan), [
      "GHSA-3xgq-45jj-v275 high cross-spawn 7.0.3 > 7.0.5",
      "CVE-2005-2541 negligible tar 1.34+dfsg-1.2",
    ])
  })

  it("of Amazon ECR's basic scanning", () => {
    const scan = scanIn(ecrReport, "ecr")
    assert.deepEqual([scan.scanner, scan.knowledgeFrom], ["amazon-ecr", "2026-01-15T00:00:00.000Z"])
    assert.deepEqual(lines(scan), [
      "CVE-2019-5188 medium e2fsprogs 1.44.1-1ubuntu1.1",
      "CVE-2016-1585 negligible",
      "CVE-2026-9999 unknown",
    ])
  })

  it("of enhanced scanning: each package, what is suppressed there too, what is closed not", () => {
    const scan = scanIn(inspectorReport, "ecr")
    assert.equal(scan.scanner, "amazon-inspector")
    assert.deepEqual(lines(scan), [
      "CVE-2024-21538 high cross-spawn 7.0.3 > 7.0.5",
      "CVE-2024-21538 high cross-spawn 6.0.5 > 6.0.6",
      "CVE-2024-1 unknown tar",
    ])
  })

  it("as SARIF: rated by its score, suppressed or not, else by its level", () => {
    const scan = scanIn(sarifReport, "sarif")
    assert.deepEqual([scan.scanner, scan.scannerVersion], ["trivy", "0.58.1"])
    assert.deepEqual(lines(scan), ["CVE-2023-45853 critical image", "CVE-2011-3374 low"])
    const [run] = sarifReport.runs
    const unrated = { ...run, tool: { driver: { name: "Some Scanner" } }, properties: {} }
    const plain = scanIn({ ...sarifReport, runs: [unrated] }, "sarif")
    assert.equal(plain.scanner, "some-scanner")
    assert.deepEqual(lines(plain), ["CVE-2023-45853 high image", "CVE-2011-3374 medium"])
  })

  it("names nothing but one short line each", () => {
    const long = { VulnerabilityID: `\u001b[31mCVE\n${"x".repeat(5000)}`, PkgName: "a\u0000b", Severity: "LOW" }
    const [found] = scanIn({ ...trivyReport, Results: [{ Target: "t", Vulnerabilities: [long] }] }, "trivy").found
    assert.match(found?.id ?? "", /^CVE x{190,}…$/)
    assert.equal(found?.package, "a b")
  })
})

const elsewhere = digestOf("another image")
const ofAnother: Readonly<Record<string, readonly [ScanFormat, unknown]>> = {
  Trivy: ["trivy", { ...trivyReport, Metadata: { ImageID: elsewhere } }],
  "Trivy, by its repository": ["trivy", { ...trivyReport, Metadata: { RepoDigests: [`web@${elsewhere}`] } }],
  Grype: ["grype", { ...grypeReport, source: { type: "image", target: { imageID: elsewhere } } }],
  ECR: ["ecr", { ...ecrReport, imageId: { imageDigest: elsewhere } }],
  SARIF: ["sarif", { ...sarifReport, runs: [{ ...sarifReport.runs[0], properties: { imageID: elsewhere } }] }],
}

const nameless: Readonly<Record<string, readonly [ScanFormat, unknown]>> = {
  Trivy: ["trivy", { ...trivyReport, Metadata: {} }],
  Grype: ["grype", { ...grypeReport, source: { type: "image", target: { userInput: "web" } } }],
  ECR: ["ecr", { ...ecrReport, imageId: { imageTag: "main" } }],
}

const { findings, ...noFindings } = ecrReport.imageScanFindings
const damaged: Readonly<Record<string, readonly [format: ScanFormat, report: unknown, why: RegExp]>> = {
  "an older format": ["trivy", [{ Target: "a", Vulnerabilities: null }], /is not Trivy's JSON of an image/],
  "a scan of a folder": ["trivy", { ...trivyReport, ArtifactType: "filesystem" }, /ArtifactType is wrong/],
  "a finding without a rating": [
    "trivy",
    { ...trivyReport, Results: [{ Target: "a", Vulnerabilities: [{ VulnerabilityID: "CVE-1" }] }] },
    /Results\.0\.Vulnerabilities\.0\.Severity is wrong/,
  ],
  "no matches": ["grype", { ...grypeReport, matches: undefined }, /is not Grype's JSON of an image: matches is wrong/],
  "a scan of a folder by Grype": [
    "grype",
    { ...grypeReport, source: { type: "directory", target: "/" } },
    /source\.type/,
  ],
  "Trivy's report said to be Grype's": ["grype", trivyReport, /is not Grype's JSON/],
  "a scan that is under way": [
    "ecr",
    { ...ecrReport, imageScanStatus: { status: "IN_PROGRESS" } },
    /the scan is IN_PROGRESS/,
  ],
  "a scan that failed": ["ecr", { ...ecrReport, imageScanStatus: { status: "FAILED" } }, /the scan is FAILED/],
  "an image that cannot be scanned": [
    "ecr",
    { ...ecrReport, imageScanStatus: { status: "UNSUPPORTED_IMAGE" } },
    /the scan is UNSUPPORTED_IMAGE/,
  ],
  "one page": ["ecr", { ...ecrReport, nextToken: "abc" }, /is the first page of several/],
  "findings that are not listed": [
    "ecr",
    { ...ecrReport, imageScanFindings: { ...noFindings, findings: findings.slice(1) } },
    /counts 3 findings and lists 2/,
  ],
  "no findings at all": ["ecr", { ...ecrReport, imageScanFindings: noFindings }, /does not say what was found/],
  "a SARIF scan that broke off": [
    "sarif",
    { ...sarifReport, runs: [{ ...sarifReport.runs[0], invocations: [{ executionSuccessful: false }] }] },
    /did not come to its end/,
  ],
  "SARIF without results": [
    "sarif",
    { ...sarifReport, runs: [{ tool: { driver: { name: "x" } } }] },
    /runs\.0\.results/,
  ],
  "SARIF without a run": ["sarif", { ...sarifReport, runs: [] }, /is not SARIF 2\.1\.0/],
  "too much": [
    "trivy",
    {
      ...trivyReport,
      Results: [{ Target: "t", Vulnerabilities: Array(20_001).fill({ VulnerabilityID: "CVE-1", Severity: "LOW" }) }],
    },
    /has more than 20000 findings/,
  ],
}

describe("a report is not taken for a clean one", () => {
  for (const [what, [format, report]] of Object.entries(ofAnother)) {
    it(`about another image: ${what}`, () => {
      assert.deepEqual(read(report, format), { problem: "is about another image" })
    })
  }

  for (const [what, [format, report]] of Object.entries(nameless)) {
    it(`that names no image: ${what}`, () => {
      assert.deepEqual(read(report, format), { problem: "does not say which image it is about" })
    })
  }

  for (const [what, [format, report, why]] of Object.entries(damaged)) {
    it(`damaged: ${what}`, () => {
      const scan = read(report, format)
      assert.match("problem" in scan ? scan.problem : "it was read", why)
    })
  }

  for (const [format, report] of Object.entries({
    trivy: trivyReport,
    grype: grypeReport,
    ecr: ecrReport,
    sarif: sarifReport,
  })) {
    it(`cut off anywhere: ${format}`, () => {
      const bytes = Buffer.from(JSON.stringify(report))
      const ends = [
        0,
        1,
        2,
        ...Array.from({ length: 40 }, (_, part) => Math.floor((bytes.length * part) / 40)),
        bytes.length - 1,
      ]
      for (const end of ends) {
        assert(
          "problem" in readScan(bytes.subarray(0, end), format as ScanFormat, scanned),
          `${end} bytes were believed`,
        )
      }
    })
  }
})
