import { z } from "zod"
import { findingLevels } from "../../core/evidence/analysis-findings.ts"

const level = z.enum([...findingLevels, "none"])
const text = z.string()

const location = z.looseObject({
  physicalLocation: z
    .looseObject({
      artifactLocation: z.looseObject({ uri: text.optional() }).optional(),
      region: z.looseObject({ startLine: z.number().optional() }).optional(),
    })
    .optional(),
})

const result = z.looseObject({
  level: level.optional(),
  kind: z.enum(["notApplicable", "pass", "fail", "review", "open", "informational"]).default("fail"),
  ruleId: text.optional(),
  ruleIndex: z.number().int().optional(),
  rule: z.looseObject({ id: text.optional(), index: z.number().int().optional() }).optional(),
  message: z.looseObject({ text: text.optional(), markdown: text.optional(), id: text.optional() }),
  locations: z.array(location).default([]),
  suppressions: z
    .array(z.looseObject({ status: z.enum(["accepted", "underReview", "rejected"]).default("accepted") }))
    .nullish(),
  fingerprints: z.record(z.string(), text).optional(),
  partialFingerprints: z.record(z.string(), text).optional(),
  baselineState: z.enum(["new", "unchanged", "updated", "absent"]).optional(),
})

const rule = z.looseObject({
  id: text,
  defaultConfiguration: z.looseObject({ level: level.optional() }).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
})

const run = z.looseObject({
  tool: z.looseObject({
    driver: z.looseObject({
      name: text,
      version: text.optional(),
      semanticVersion: text.optional(),
      rules: z.array(rule).default([]),
    }),
  }),
  properties: z.record(z.string(), z.unknown()).optional(),
  /** Absent where the analysis did not take place (3.14.23), so it is no sign of a clean result. */
  results: z.array(result),
  invocations: z.array(z.looseObject({ executionSuccessful: z.boolean() })).default([]),
})

/** SARIF 2.1.0 (OASIS), as far as Slipway reads it. */
export const sarifSchema = z.looseObject({ version: z.literal("2.1.0"), runs: z.array(run).min(1) })

export type SarifResult = z.output<typeof result>
export type SarifRun = z.output<typeof run>

/** How bad a result is: its own level, else its rule's, else `warning` (3.27.10); `none` for what is no finding. */
export function levelOf(result: SarifResult, run: SarifRun): z.output<typeof level> {
  if (isSuppressed(result) || result.baselineState === "absent") return "none"
  if (result.level !== undefined) return result.level
  if (result.kind !== "fail") return "none"
  return ruleOf(result, run)?.defaultConfiguration?.level ?? "warning"
}

/** The rule that a result is about, where the tool describes it. */
export function ruleOf(result: SarifResult, { tool }: SarifRun): z.output<typeof rule> | undefined {
  const { rules } = tool.driver
  const id = result.ruleId ?? result.rule?.id
  return rules[result.ruleIndex ?? result.rule?.index ?? -1] ?? rules.find((known) => known.id === id)
}

/** 3.27.23: all of its suppressions must stand; one that is under review or was rejected does not. */
function isSuppressed({ suppressions }: SarifResult): boolean {
  return !!suppressions && suppressions.length > 0 && suppressions.every(({ status }) => status === "accepted")
}
