import { z } from "zod"
import { findingLevels } from "../evidence/analysis-findings.ts"
import { identitiesSchema, identitySchema } from "../evidence/identities-schema.ts"
import { LISTED } from "../evidence/test-results.ts"
import { isDigest } from "../shared/digest.ts"
import { outputProblem } from "./output-paths.ts"

/** As signers may be called. */
const builderSchema = z.string().regex(/^[a-z0-9][a-z0-9:._@+/-]{0,210}$/, "a builder's name")
export const digestSchema = z.string().max(100).refine(isDigest, "a sha256 digest")

const count = z.number().int().min(0)
const text = z.string().max(10_000)
const line = z.number().int().min(1).nullable()

const testsSchema = z.strictObject({
  passed: count,
  failed: count,
  skipped: count,
  failing: z.array(z.strictObject({ name: text, file: text.nullable(), line, message: text.nullable() })).max(LISTED),
  flaky: z.array(text).max(LISTED),
})

const findingSchema = z.strictObject({
  level: z.enum(findingLevels),
  rule: text.nullable(),
  file: text.nullable(),
  line,
  message: text,
  identity: identitySchema.exactOptional(),
})

const findingsSchema = z.strictObject({
  errors: count,
  warnings: count,
  notes: count,
  first: z.array(findingSchema).max(LISTED),
  identities: identitiesSchema.exactOptional(),
})

/** A cached result as it travels between machines. Whoever receives it trusts nothing that is not checked here. */
export const resultSchema = z.strictObject({
  builder: builderSchema,
  run: z.string().min(1).max(200),
  unsigned: z.literal(true).exactOptional(),
  took: z.number().min(0),
  endedAt: z.number(),
  exitCode: z.number().int().nullable(),
  image: z.strictObject({ digest: digestSchema, facts: z.record(text, text) }).nullable(),
  coverage: z.strictObject({ covered: count, total: count }).nullable(),
  tests: testsSchema.nullable(),
  findings: findingsSchema.nullable(),
})

const path = z.string().min(1).max(4096)

const outputsSchema = z
  .array(
    z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("file"), path, executable: z.boolean(), digest: digestSchema }),
      z.strictObject({ kind: z.literal("link"), path, target: z.string().min(1).max(4096) }),
    ]),
  )
  .max(100_000)
  .superRefine((outputs, context) => {
    const message = outputProblem(outputs)
    if (message !== undefined) context.addIssue({ code: "custom", message })
  })

/** A result with what it left behind and where its log is. */
export const entrySchema = z.strictObject({ result: resultSchema, outputs: outputsSchema, log: digestSchema })

/** ... as somebody hands it in: who that is, is not theirs to say. */
export const newEntrySchema = entrySchema.extend({ result: resultSchema.omit({ builder: true }) })
