import { z } from "zod"
import type { ImageScan } from "../../../core/evidence/image-scan.ts"
import type { ReportReading } from "../report-reading.ts"
import { otherImage, type ScannedImage } from "./scanned-image.ts"
import { notA, severityOf, textSchema as text, timeOf, vulnerability } from "./vulnerability.ts"

/** `grype -o json`. */
const grypeSchema = z.looseObject({
  matches: z.array(
    z.looseObject({
      vulnerability: z.looseObject({
        id: text.min(1),
        severity: text.optional(),
        fix: z.looseObject({ versions: z.array(text).nullish() }).optional(),
      }),
      artifact: z.looseObject({ name: text, version: text.optional() }),
    }),
  ),
  source: z.looseObject({
    type: z.literal("image"),
    target: z.looseObject({
      imageID: text.optional(),
      manifestDigest: text.optional(),
      repoDigests: z.array(text).nullish(),
    }),
  }),
  descriptor: z.looseObject({
    name: text,
    version: text.optional(),
    db: z
      .looseObject({ built: text.optional(), status: z.looseObject({ built: text.optional() }).optional() })
      .nullish(),
  }),
})

/** What Grype found. */
export function readGrype(json: unknown, image: ScannedImage): ReportReading<ImageScan> {
  const report = grypeSchema.safeParse(json)
  if (!report.success) return notA("Grype's JSON of an image", report.error)
  const { matches, source, descriptor } = report.data
  const { imageID, manifestDigest, repoDigests } = source.target
  const problem = otherImage(image, [imageID, manifestDigest, ...(repoDigests ?? [])])
  if (problem) return { problem }
  return {
    scanner: "grype",
    scannerVersion: descriptor.version ?? null,
    knowledgeFrom: timeOf(descriptor.db?.status?.built ?? descriptor.db?.built),
    found: matches.map(({ vulnerability: { id, severity, fix }, artifact }) =>
      vulnerability({
        id,
        severity: severityOf(severity),
        package: artifact.name,
        version: artifact.version,
        fixedIn: fix?.versions?.join(", "),
      }),
    ),
  }
}
