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
    coverage: z.strictObject({ lines: percentSchema }).optional(),
    analysis: notYet(z.strictObject({ errors: z.number().int().min(0) }), "let a lint job fail instead").optional(),
    scan: notYet(
      z.strictObject({ worst: z.enum(["none", "low", "medium", "high", "critical"]) }),
      "run the scanner as a job",
    ).optional(),
    approval: approvalSchema.optional(),
    expires: durationSchema.optional().describe("How long an approval holds"),
    window: notYet(
      z.strictObject({ timezone: z.string(), allow: z.union([z.string(), z.array(z.string()).min(1)]) }),
      "promote by hand with `when: manual`",
    ).optional(),
    soak: notYet(
      z.strictObject({ in: nameSchema, for: durationSchema }),
      "promote by hand with `when: manual`",
    ).optional(),
  })
  .refine((gate) => Object.keys(gate).some((key) => key !== "expires"), "a gate needs at least one condition")

export type GateDefinition = z.output<typeof gateSchema>
export type ApprovalRule = z.output<typeof approvalSchema>
