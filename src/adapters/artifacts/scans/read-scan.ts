import type { ScanFormat } from "../../../core/definition/schema/scanner-schema.ts"
import { type ImageScan, MOST_FOUND } from "../../../core/evidence/image-scan.ts"
import { decodeReport } from "../decode-report.ts"
import { parseJson } from "../parse-json.ts"
import type { ReportReading } from "../report-reading.ts"
import { readEcr } from "./read-ecr.ts"
import { readGrype } from "./read-grype.ts"
import { readSarifScan } from "./read-sarif-scan.ts"
import { readTrivy } from "./read-trivy.ts"
import type { ScannedImage } from "./scanned-image.ts"

const readers: Readonly<Record<ScanFormat, (json: unknown, image: ScannedImage) => ReportReading<ImageScan>>> = {
  trivy: readTrivy,
  grype: readGrype,
  sarif: readSarifScan,
  ecr: readEcr,
}

/** What a scanner's report says about an image, or why nothing can be based on it. */
export function readScan(bytes: Buffer, format: ScanFormat, image: ScannedImage): ReportReading<ImageScan> {
  if (bytes.length === 0) return { problem: "is empty" }
  const json = parseJson(decodeReport(bytes) ?? "")
  if (json === undefined) return { problem: "is not JSON, or cut off" }
  const scan = readers[format](json, image)
  if (!("problem" in scan) && scan.found.length > MOST_FOUND) return { problem: `has more than ${MOST_FOUND} findings` }
  return scan
}
