import { createHash } from "node:crypto"
import type { SarifResult } from "./sarif-schema.ts"

/** Longer messages are told apart by their beginning. */
const LONGEST_MESSAGE = 10_000

export interface IdentifiedFinding {
  readonly tool: string
  readonly rule: string | null
  readonly file: string | null
}

/**
 * What tells a finding from others wherever in its file it stands, so that an edit above it makes it no other one: tool,
 * rule, and the fingerprints that the tool gives (SARIF 2.1.0, 3.27.16 and 3.27.17), else its file and message.
 */
export function findingIdentity({ tool, rule, file }: IdentifiedFinding, result: SarifResult): string {
  const { fingerprints, partialFingerprints, message } = result
  const given = [fingerprints, partialFingerprints].find((known) => known && Object.keys(known).length > 0)
  const text = (message.text ?? message.markdown ?? message.id ?? "").slice(0, LONGEST_MESSAGE)
  const place = given ? sorted(given) : [file, text]
  return createHash("sha256")
    .update(JSON.stringify([tool, rule, place]))
    .digest("hex")
    .slice(0, 24)
}

function sorted(values: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))
}
