import { z } from "zod"
import { containerSchema } from "./job-schema.ts"
import { commandSchema, pathSchema, timeoutSchema, variableNameSchema } from "./primitives.ts"

/** What Slipway reads of a scanner: its own JSON, or what many tools write. */
export const scanFormats = ["trivy", "grype", "sarif", "ecr"] as const

export type ScanFormat = (typeof scanFormats)[number]

export const scannerSchema = z.strictObject({
  run: commandSchema.describe(
    "Command, run by `sh -c` in an empty folder for each image; $SLIPWAY_IMAGE is the image, as OCI layout folder",
  ),
  report: pathSchema.describe("File that it writes, below that folder"),
  format: z.enum(scanFormats).describe("What the report is: Trivy's or Grype's JSON, SARIF, or findings of Amazon ECR"),
  container: containerSchema.optional().describe("Image that it runs in; default: on this machine"),
  env: z.record(variableNameSchema, z.string()).default({}).describe("Its environment, besides PATH and HOME"),
  timeout: timeoutSchema.default(30 * 60_000).describe("After it the scan is stopped and errored"),
  retries: z.number().int().min(0).max(5).default(0).describe("How often it is tried again when errored"),
})

export type ScannerDefinition = z.output<typeof scannerSchema>
