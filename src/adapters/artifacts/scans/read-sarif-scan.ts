import type { ImageScan, Severity } from "../../../core/evidence/image-scan.ts"
import type { ReportReading } from "../report-reading.ts"
import { levelOf, ruleOf, type SarifResult, type SarifRun, sarifSchema } from "../sarif-schema.ts"
import { otherImage, type ScannedImage } from "./scanned-image.ts"
import { notA, scannerName, vulnerability } from "./vulnerability.ts"

const OF_LEVEL = { error: "high", warning: "medium", note: "low" } as const

/**
 * What a scanner found that writes SARIF. A suppressed result counts: what may pass is for the gate's exceptions to say.
 * SARIF has no place for the image; where the scanner names it all the same (as Trivy does) it must be the right one.
 */
export function readSarifScan(json: unknown, image: ScannedImage): ReportReading<ImageScan> {
  const log = sarifSchema.safeParse(json)
  if (!log.success) return notA("SARIF 2.1.0", log.error)
  for (const { properties, invocations } of log.data.runs) {
    if (invocations.some(({ executionSuccessful }) => !executionSuccessful)) {
      return { problem: "says that the scan did not come to its end" }
    }
    const named = namesOf(properties)
    const problem = named.length > 0 ? otherImage(image, named) : undefined
    if (problem) return { problem }
  }
  const [{ tool }] = log.data.runs as [SarifRun]
  return {
    scanner: scannerName(tool.driver.name),
    scannerVersion: tool.driver.version ?? tool.driver.semanticVersion ?? null,
    knowledgeFrom: null,
    found: log.data.runs.flatMap((run) => run.results.flatMap((result) => foundIn(result, run))),
  }
}

function namesOf(properties: Readonly<Record<string, unknown>> | undefined): string[] {
  const said: unknown[] = [properties?.imageID, properties?.repoDigests].flat()
  return said.filter((one): one is string => typeof one === "string" && one !== "")
}

function foundIn(result: SarifResult, run: SarifRun) {
  const level = levelOf({ ...result, suppressions: null }, run)
  const rule = ruleOf(result, run)
  const score = Number(rule?.properties?.["security-severity"] ?? Number.NaN)
  if (level === "none" && Number.isNaN(score)) return []
  const rated = Number.isNaN(score) ? (level === "none" ? "negligible" : OF_LEVEL[level]) : ratingOf(score)
  const [place] = result.locations
  return [
    vulnerability({
      id: result.ruleId ?? result.rule?.id ?? rule?.id ?? "finding without a rule",
      severity: rated,
      package: place?.physicalLocation?.artifactLocation?.uri,
    }),
  ]
}

/** CVSS v3.1, 5: the qualitative rating of a score. */
function ratingOf(score: number): Severity {
  if (score < 0 || score > 10) return "unknown"
  if (score >= 9) return "critical"
  if (score >= 7) return "high"
  if (score >= 4) return "medium"
  return score > 0 ? "low" : "negligible"
}
