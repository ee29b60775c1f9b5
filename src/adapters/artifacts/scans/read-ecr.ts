import { z } from "zod"
import type { ImageScan } from "../../../core/evidence/image-scan.ts"
import { oneLine } from "../one-line.ts"
import type { ReportReading } from "../report-reading.ts"
import { otherImage, type ScannedImage } from "./scanned-image.ts"
import { notA, severityOf, textSchema as text, timeOf, vulnerability } from "./vulnerability.ts"

/** A basic scan. */
const finding = z.looseObject({
  name: text.min(1),
  severity: text,
  attributes: z.array(z.looseObject({ key: text, value: text.optional() })).default([]),
})

/** A finding of Amazon Inspector. */
const enhancedFinding = z.looseObject({
  severity: text,
  status: text.default("ACTIVE"),
  title: text.optional(),
  packageVulnerabilityDetails: z
    .looseObject({
      vulnerabilityId: text.min(1),
      vulnerablePackages: z
        .array(z.looseObject({ name: text, version: text.optional(), fixedInVersion: text.optional() }))
        .default([]),
    })
    .optional(),
})

/** `aws ecr describe-image-scan-findings`, of basic or enhanced scanning. */
const ecrSchema = z.looseObject({
  imageId: z.looseObject({ imageDigest: text.optional() }),
  imageScanStatus: z.looseObject({ status: text }),
  imageScanFindings: z
    .looseObject({
      findings: z.array(finding).optional(),
      enhancedFindings: z.array(enhancedFinding).optional(),
      findingSeverityCounts: z.record(z.string(), z.number()).optional(),
      vulnerabilitySourceUpdatedAt: z.union([text, z.number()]).optional(),
    })
    .optional(),
  nextToken: text.nullish(),
})

/** A continuous (enhanced) scan never completes; it is active. */
const DONE = ["COMPLETE", "ACTIVE"]

/** What Amazon ECR found: all pages of it, of a scan that has come to its end. */
export function readEcr(json: unknown, image: ScannedImage): ReportReading<ImageScan> {
  const report = ecrSchema.safeParse(json)
  if (!report.success) return notA("findings of Amazon ECR", report.error)
  const { imageId, imageScanStatus, imageScanFindings, nextToken } = report.data
  const problem = otherImage(image, [imageId.imageDigest])
  if (problem) return { problem }
  if (!DONE.includes(imageScanStatus.status))
    return { problem: `says that the scan is ${oneLine(imageScanStatus.status, 40)}` }
  if (nextToken) return { problem: "is the first page of several" }
  const {
    findings,
    enhancedFindings,
    findingSeverityCounts = {},
    vulnerabilitySourceUpdatedAt,
  } = imageScanFindings ?? {}
  if (!findings && !enhancedFindings) return { problem: "does not say what was found" }
  const counted = Object.values(findingSeverityCounts).reduce((sum, count) => sum + count, 0)
  const listed = (findings?.length ?? 0) + (enhancedFindings?.length ?? 0)
  if (listed < counted) return { problem: `counts ${counted} findings and lists ${listed}` }
  return {
    scanner: enhancedFindings ? "amazon-inspector" : "amazon-ecr",
    scannerVersion: null,
    knowledgeFrom: timeOf(vulnerabilitySourceUpdatedAt),
    found: [...(findings ?? []).map(basic), ...(enhancedFindings ?? []).flatMap(enhanced)],
  }
}

function basic({ name, severity, attributes }: z.output<typeof finding>) {
  const attribute = (wanted: string) => attributes.find(({ key }) => key === wanted)?.value
  const [pack, version] = [attribute("package_name"), attribute("package_version")]
  return vulnerability({ id: name, severity: severityOf(severity), package: pack, version })
}

/** One for each package. What Inspector closed is not there any more; what it was told to suppress still is. */
function enhanced({ severity, status, title, packageVulnerabilityDetails: details }: z.output<typeof enhancedFinding>) {
  if (status === "CLOSED") return []
  const id = details?.vulnerabilityId ?? title ?? "finding without a name"
  const packages = details?.vulnerablePackages ?? []
  const rated = severityOf(severity)
  if (packages.length === 0) return [vulnerability({ id, severity: rated })]
  return packages.map(({ name, version, fixedInVersion }) =>
    vulnerability({ id, severity: rated, package: name, version, fixedIn: fixedInVersion }),
  )
}
