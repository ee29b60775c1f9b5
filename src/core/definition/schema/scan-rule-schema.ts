import { z } from "zod"

const exceptionSchema = z.strictObject({
  id: z.string().min(1).max(200).describe("The vulnerability, as the scanner calls it: CVE-2026-1234"),
  package: z.string().min(1).max(200).optional().describe("Only in this package; default: in any"),
  reason: z.string().min(10, "a reason is a sentence").max(1000).describe("Why it may pass until then"),
  expires: z.iso
    .date("a date is year-month-day: 2026-12-31")
    .describe("Last day (UTC) on which it may pass: 2026-12-31"),
})

export const scanRuleSchema = z.strictObject({
  worst: z
    .enum(["none", "low", "medium", "high", "critical"])
    .describe("Worst finding that passes; what the scanner has not rated counts as high"),
  exceptions: z.array(exceptionSchema).max(500).default([]).describe("Findings that may pass for a while"),
})

export type ScanRule = z.output<typeof scanRuleSchema>
export type ScanException = z.output<typeof exceptionSchema>
