import { z } from "zod"
import type { ImageScan } from "../../../core/evidence/image-scan.ts"
import type { ReportReading } from "../report-reading.ts"
import { otherImage, type ScannedImage } from "./scanned-image.ts"
import { notA, severityOf, textSchema as text, vulnerability } from "./vulnerability.ts"

const result = z.looseObject({
  Target: text,
  Vulnerabilities: z
    .array(
      z.looseObject({
        VulnerabilityID: text.min(1),
        PkgName: text.optional(),
        InstalledVersion: text.optional(),
        FixedVersion: text.optional(),
        Severity: text,
      }),
    )
    .nullish(),
  Secrets: z.array(z.looseObject({ RuleID: text.min(1), Severity: text })).nullish(),
  Misconfigurations: z.array(z.looseObject({ ID: text.min(1), Severity: text, Status: text })).nullish(),
})

/** `trivy image --format json`. Without anything that it knows in an image it leaves `Results` out. */
const trivySchema = z.looseObject({
  SchemaVersion: z.literal(2),
  Trivy: z.looseObject({ Version: text.optional() }).optional(),
  ArtifactType: z.literal("container_image"),
  Metadata: z.looseObject({ ImageID: text.optional(), RepoDigests: z.array(text).nullish() }),
  Results: z.array(result).nullish(),
})

/** What Trivy found: vulnerabilities, secrets, and settings of the image that it objects to. */
export function readTrivy(json: unknown, image: ScannedImage): ReportReading<ImageScan> {
  const report = trivySchema.safeParse(json)
  if (!report.success) return notA("Trivy's JSON of an image", report.error)
  const { Metadata, Results, Trivy } = report.data
  const problem = otherImage(image, [Metadata.ImageID, ...(Metadata.RepoDigests ?? [])])
  if (problem) return { problem }
  const found = (Results ?? []).flatMap(({ Target, Vulnerabilities, Secrets, Misconfigurations }) => [
    ...(Vulnerabilities ?? []).map((one) =>
      vulnerability({
        id: one.VulnerabilityID,
        severity: severityOf(one.Severity),
        package: one.PkgName,
        version: one.InstalledVersion,
        fixedIn: one.FixedVersion,
      }),
    ),
    ...(Secrets ?? []).map((one) =>
      vulnerability({ id: one.RuleID, severity: severityOf(one.Severity), package: Target }),
    ),
    ...(Misconfigurations ?? [])
      .filter(({ Status }) => Status === "FAIL")
      .map((one) => vulnerability({ id: one.ID, severity: severityOf(one.Severity), package: Target })),
  ])
  return { scanner: "trivy", scannerVersion: Trivy?.Version ?? null, knowledgeFrom: null, found }
}
