import { z } from "zod"
import { notYet } from "./not-yet.ts"
import { durationSchema, nameSchema, percentSchema } from "./primitives.ts"

const approvalSchema = z.strictObject({
  role: nameSchema.describe("Who may approve: people with this role"),
  count: z.number().int().min(1).max(20).default(1).describe("How many different people"),
  exclude: z
    .array(z.enum(["author", "committer"]))
    .default([])
    .describe("Whose approval does not count"),
})

/** What must be true before a release enters an environment; several keys must all hold. */
export const gateSchema = z
  .strictObject({
    coverage: z
      .strictObject({ lines: percentSchema.describe("Percent of lines, in every service that measures it") })
      .optional()
      .describe("Least line coverage"),
    analysis: z
      .strictObject({ errors: z.number().int().min(0).describe("Most errors, in all reports together") })
      .optional()
      .describe("What the analysis reports (`sarif`) of the commit's jobs may hold"),
    scan: notYet(
      z.strictObject({
        worst: z.enum(["none", "low", "medium", "high", "critical"]).describe("Worst finding that passes"),
      }),
      "run the scanner as a job",
    )
      .optional()
      .describe("What the scan of the images may find"),
    approval: approvalSchema.optional().describe("Who must have approved"),
    expires: durationSchema.optional().describe("How long an approval holds"),
    window: notYet(
      z.strictObject({
        timezone: z.string().describe("IANA name, e.g. Europe/London"),
        allow: z.union([z.string(), z.array(z.string()).min(1)]).describe("Days and hours, e.g. Mon-Thu 09:00-16:00"),
      }),
      "promote by hand with `when: manual`",
    )
      .optional()
      .describe("When a deployment may start"),
    soak: notYet(
      z.strictObject({ in: nameSchema.describe("Environment"), for: durationSchema.describe("How long") }),
      "promote by hand with `when: manual`",
    )
      .optional()
      .describe("How long it must have run elsewhere"),
  })
  .refine((gate) => Object.keys(gate).some((key) => key !== "expires"), "a gate needs at least one condition")

export type GateDefinition = z.output<typeof gateSchema>
export type ApprovalRule = z.output<typeof approvalSchema>
