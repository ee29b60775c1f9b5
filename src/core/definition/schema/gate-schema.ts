import { z } from "zod"
import { commandGateSchema } from "./command-gate-schema.ts"
import { contractGateSchema } from "./contract-gate-schema.ts"
import { durationSchema, nameSchema, percentSchema } from "./primitives.ts"
import { scanRuleSchema } from "./scan-rule-schema.ts"
import { freezeSchema, soakSchema, windowSchema } from "./time-schema.ts"

const approvalSchema = z.strictObject({
  role: nameSchema.describe("Who may approve: people with this role"),
  count: z.number().int().min(1).max(20).default(1).describe("How many different people"),
  exclude: z
    .array(z.enum(["author", "committer"]))
    .default([])
    .describe("Whose approval does not count: whoever wrote a commit that comes with the release"),
})

const reviewSchema = z.strictObject({
  role: nameSchema.optional().describe("Whose review counts: people with this role; default: anybody but the author"),
})

const overrideSchema = z.strictObject({
  role: nameSchema.describe("Who may open it against its answer: people with this role"),
  exclude: z
    .array(z.enum(["author", "committer"]))
    .default([])
    .describe("Who may not, whatever their role: whoever wrote a commit that comes with the release"),
  errored: z
    .boolean()
    .default(false)
    .describe("Whether that is possible also when nobody can tell how the gate stands"),
})

const limitSchema = z.number().int().min(0).max(1_000_000).optional()

const analysisSchema = z
  .strictObject({
    errors: limitSchema.describe("Most errors, in all reports together"),
    warnings: limitSchema.describe("Most warnings, in all reports together"),
    new: limitSchema.describe("Most errors and warnings that the base does not have"),
  })
  .refine((limits) => Object.keys(limits).length > 0, "say at most how many: errors, warnings or new")

/** What must be true before a release enters an environment; several keys must all hold. */
export const gateSchema = z
  .strictObject({
    coverage: z
      .strictObject({ lines: percentSchema.describe("Percent of lines, in every service that measures it") })
      .optional()
      .describe("Least line coverage"),
    analysis: analysisSchema.optional().describe("What the analysis reports (`sarif`) of the commit's jobs may hold"),
    scan: scanRuleSchema.optional().describe("What the scan of the images may find"),
    approval: approvalSchema.optional().describe("Who must have approved"),
    review: reviewSchema.optional().describe("Every commit since what runs there was let in by somebody else"),
    contract: contractGateSchema
      .optional()
      .describe("What services expect of each other was verified, for those that will run together"),
    command: commandGateSchema.optional().describe("A command of yours that must say yes"),
    expires: durationSchema.optional().describe("How long an approval, an override or a command's yes holds"),
    window: windowSchema.optional().describe("When a deployment may start"),
    freeze: freezeSchema.optional().describe("When nothing is deployed, whatever the hours are"),
    soak: soakSchema.optional().describe("How long it must have run elsewhere"),
    override: overrideSchema.optional().describe("Who may open it all the same, with a reason; default: nobody"),
  })
  .refine(
    (gate) => Object.keys(gate).some((key) => key !== "expires" && key !== "override"),
    "a gate needs at least one condition",
  )

export type GateDefinition = z.output<typeof gateSchema>
export type AnalysisRule = z.output<typeof analysisSchema>
export type ReviewRule = z.output<typeof reviewSchema>
export type ApprovalRule = z.output<typeof approvalSchema>
export type OverrideRule = z.output<typeof overrideSchema>
