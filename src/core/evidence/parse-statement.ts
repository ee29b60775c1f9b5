import { z } from "zod"
import { isDigest } from "../shared/digest.ts"
import { fail, ok, type Result } from "../shared/result.ts"
import { findingLevels } from "./analysis-findings.ts"
import { MOST_CONTRACTS } from "./contract.ts"
import { identitiesSchema, identitySchema } from "./identities-schema.ts"
import { PREDICATE, STATEMENT_TYPE, type Statement } from "./statement.ts"
import { LISTED } from "./test-results.ts"
import { vulnerabilitiesSchema } from "./vulnerabilities.ts"

const digest = z.string().max(100).refine(isDigest, "a sha256 digest")
const status = z.enum(["succeeded", "failed", "errored", "canceled", "skipped"])
const text = z.string().max(10_000)
const time = z.iso.datetime({ offset: true })
const count = z.number().int().min(0)

const source = { file: text.nullable(), line: count.nullable() }

const tests = z.looseObject({
  passed: count,
  failed: count,
  skipped: count,
  failing: z.array(z.looseObject({ name: text, ...source, message: text.nullable() })).max(LISTED),
  flaky: z.array(text).max(LISTED),
})

const findings = z.looseObject({
  errors: count,
  warnings: count,
  notes: count,
  first: z
    .array(
      z.looseObject({
        level: z.enum(findingLevels),
        rule: text.nullable(),
        ...source,
        message: text,
        identity: identitySchema.exactOptional(),
      }),
    )
    .max(LISTED),
  identities: identitiesSchema.exactOptional(),
})

const contracts = z.array(z.looseObject({ consumer: text, provider: text, content: digest })).max(MOST_CONTRACTS)

const jobResult = z.looseObject({
  job: text,
  definition: digest,
  inputs: digest,
  status,
  exitCode: z.number().int().nullable(),
  coverage: z.looseObject({ lines: z.looseObject({ covered: count, total: count }) }).nullable(),
  tests: tests.optional(),
  findings: findings.optional(),
  contracts: z.looseObject({ reported: contracts, verified: contracts }).optional(),
  flaky: z.looseObject({ failures: count, tests: z.array(text).max(LISTED) }).optional(),
  commit: text,
  run: text,
  startedOn: time,
  finishedOn: time,
})

const provenance = z.looseObject({
  buildDefinition: z.looseObject({
    buildType: text,
    externalParameters: z.looseObject({ project: text, service: text, ref: text.nullable() }),
    internalParameters: z.looseObject({ definition: digest, inputs: digest }),
    resolvedDependencies: z.array(z.looseObject({ uri: text, digest: z.record(text, text) })),
  }),
  runDetails: z.looseObject({
    builder: z.looseObject({ id: text }),
    metadata: z.looseObject({ invocationId: text, startedOn: time, finishedOn: time }),
  }),
})

const verification = z.looseObject({
  environment: text,
  deployment: count,
  revision: digest,
  tests: z.array(z.looseObject({ test: text, status, definition: digest })),
  status,
  commit: text,
  finishedOn: time,
})

const approval = z.looseObject({
  environment: text,
  gate: text,
  person: text,
  role: text,
  rules: digest,
  comment: text.nullable(),
  approvedOn: time,
  revoked: z.literal(true).optional(),
})

const override = z.looseObject({
  environment: text,
  gate: text,
  person: text,
  role: text,
  rules: digest,
  reason: text,
  instead: z.enum(["waiting", "failed", "errored"]),
  answer: text,
  overriddenOn: time,
  revoked: z.literal(true).optional(),
})

const command = z.looseObject({
  environment: text,
  gate: text,
  definition: digest,
  status: z.enum(["succeeded", "failed", "errored"]),
  exitCode: z.number().int().nullable(),
  message: text.nullable(),
  output: text,
  commit: text,
  run: text,
  startedOn: time,
  finishedOn: time,
})

const review = z.looseObject({ person: text, commits: z.array(text).max(10_000), ref: text, reviewedOn: time })

const rejection = z.looseObject({ person: text, reason: text, rejectedOn: time, lifted: z.literal(true).optional() })

const subject = z.looseObject({
  name: text,
  digest: z.looseObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
})

/** More jobs than any run has. */
const MOST_SUBJECTS = 100_000

const head = { _type: z.literal(STATEMENT_TYPE), subject: z.array(subject).min(1).max(MOST_SUBJECTS) }

/** in-toto Statement v1 with one of Slipway's predicates; fields that a later version adds are kept. */
const statementSchema = z.discriminatedUnion("predicateType", [
  z.looseObject({
    ...head,
    predicateType: z.literal(PREDICATE.jobs),
    predicate: z.looseObject({ jobs: z.array(jobResult) }),
  }),
  z.looseObject({ ...head, predicateType: z.literal(PREDICATE.provenance), predicate: provenance }),
  z.looseObject({ ...head, predicateType: z.literal(PREDICATE.scan), predicate: vulnerabilitiesSchema }),
  z.looseObject({ ...head, predicateType: z.literal(PREDICATE.verification), predicate: verification }),
  z.looseObject({ ...head, predicateType: z.literal(PREDICATE.approval), predicate: approval }),
  z.looseObject({ ...head, predicateType: z.literal(PREDICATE.override), predicate: override }),
  z.looseObject({ ...head, predicateType: z.literal(PREDICATE.rejection), predicate: rejection }),
  z.looseObject({ ...head, predicateType: z.literal(PREDICATE.review), predicate: review }),
  z.looseObject({ ...head, predicateType: z.literal(PREDICATE.command), predicate: command }),
])

/** Reads a statement from the bytes that were signed; `evidence-invalid` says what is wrong with them. */
export function parseStatement(bytes: Uint8Array): Result<Statement> {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes))
  } catch {
    return fail("evidence-invalid", "the signed payload is not JSON")
  }
  const parsed = statementSchema.safeParse(json)
  if (parsed.success) return ok(parsed.data)
  const [issue] = parsed.error.issues
  return fail("evidence-invalid", `the statement's ${issue?.path.join(".") || "type"} is wrong: ${issue?.message}`)
}
