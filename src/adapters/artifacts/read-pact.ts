import { z } from "zod"
import type { Contract } from "../../core/evidence/contract.ts"
import { canonicalJson, digestOfJson } from "../../core/shared/digest.ts"
import { oneLine } from "./one-line.ts"
import { parseJson } from "./parse-json.ts"
import type { ReportReading } from "./report-reading.ts"

const participant = z.looseObject({
  name: z.string().regex(/^[\p{L}\p{N}._@:/-]([\p{L}\p{N} ._@:/-]{0,98}[\p{L}\p{N}._@:/-])?$/u),
})
const expectations = z
  .array(z.looseObject({ description: z.string() }))
  .max(10_000)
  .default([])
const version = z.looseObject({ version: z.string() }).optional()

/** Pact specification 2 to 4 (https://github.com/pact-foundation/pact-specification), as far as contracts are told apart. */
const pactSchema = z.looseObject({
  consumer: participant,
  provider: participant,
  interactions: expectations,
  messages: expectations,
  metadata: z.looseObject({
    pactSpecification: version,
    "pact-specification": version,
    pactSpecificationVersion: z.string().optional(),
  }),
})

/** Levels of values; what is deeper costs much to compare. */
const DEEPEST = 100

/** A contract between two services, from a Pact file. What its metadata says of the tools that wrote it is no part of it. */
export function readPact(text: string): ReportReading<Contract> {
  const json = parseJson(text)
  if (json === undefined) return { problem: "is not JSON, or cut off" }
  if (isDeeperThan(json, DEEPEST)) return { problem: "holds values in values in values" }
  const parsed = pactSchema.safeParse(json)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return { problem: `is no Pact file: ${oneLine(issue?.path.join(".") || "the file", 100)} is wrong` }
  }
  const { metadata, consumer, provider, interactions, messages } = parsed.data
  const written =
    metadata.pactSpecification?.version ??
    metadata["pact-specification"]?.version ??
    metadata.pactSpecificationVersion ??
    ""
  if (!/^[234](\.|$)/.test(written)) {
    return { problem: `is of Pact specification '${oneLine(written, 20)}'; 2, 3 and 4 are understood` }
  }
  if (interactions.length + messages.length === 0) return { problem: "expects nothing" }
  const names = { consumer: consumer.name, provider: provider.name }
  try {
    return {
      ...names,
      content: digestOfJson({ ...names, interactions: sorted(interactions), messages: sorted(messages) }),
    }
  } catch {
    // A number that JSON can write and nobody can compare.
    return { problem: "holds values that cannot be compared" }
  }
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(inner, levels - 1))
}

/** Tools write expectations in the order in which tests happen to end. */
function sorted(expectations: readonly unknown[]): readonly string[] {
  return expectations.map(canonicalJson).sort()
}
