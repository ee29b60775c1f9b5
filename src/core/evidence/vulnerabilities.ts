import { z } from "zod"
import type { Digest } from "../shared/digest.ts"
import { isDigest } from "../shared/digest.ts"
import { type ImageScan, MOST_FOUND, type Severity, severities } from "./image-scan.ts"

const text = z.string().max(10_000)
const time = z.iso.datetime({ offset: true })

/**
 * in-toto Vulnerabilities v0.2 (https://github.com/in-toto/attestation/blob/main/spec/predicates/vulns_02.md). `db` is
 * left out where the scanner does not say how old its database is; `invocation` is Slipway's own.
 */
export const vulnerabilitiesSchema = z.looseObject({
  scanner: z.looseObject({
    uri: text,
    version: text.optional(),
    db: z.looseObject({ lastUpdate: time }).optional(),
    result: z
      .array(
        z.looseObject({
          id: text,
          severity: z.array(z.looseObject({ method: text, score: text })).min(1),
          annotations: z.array(z.record(z.string(), text)).optional(),
        }),
      )
      .max(MOST_FOUND),
  }),
  invocation: z.looseObject({
    definition: z.string().max(100).refine(isDigest, "a sha256 digest"),
    run: text,
    commit: text.nullable(),
  }),
  metadata: z.looseObject({ scanStartedOn: time, scanFinishedOn: time }),
})

export type Vulnerabilities = z.output<typeof vulnerabilitiesSchema>

/** How a scan came about. Times are RFC 3339. */
export interface ScanFacts {
  /** Hash of the scanner's definition. */
  readonly definition: Digest
  readonly run: string
  /** Null where it is a scan of a release and no commit's run. */
  readonly commit: string | null
  readonly startedOn: string
  readonly finishedOn: string
}

const SCANNER_URI = "https://slipway.dev/scanner/"

export function vulnerabilitiesOf(scan: ImageScan, facts: ScanFacts): Vulnerabilities {
  const { scanner, scannerVersion, knowledgeFrom, found } = scan
  const { definition, run, commit } = facts
  return {
    scanner: {
      uri: `${SCANNER_URI}${scanner}`,
      ...(scannerVersion !== null && { version: scannerVersion }),
      ...(knowledgeFrom !== null && { db: { lastUpdate: knowledgeFrom } }),
      result: found.map(({ id, severity, package: name, version, fixedIn }) => ({
        id,
        severity: [{ method: scanner, score: severity }],
        annotations: [
          {
            ...(name !== null && { package: name }),
            ...(version !== null && { version }),
            ...(fixedIn !== null && { fixedIn }),
          },
        ],
      })),
    },
    invocation: { definition, run, commit },
    metadata: { scanStartedOn: facts.startedOn, scanFinishedOn: facts.finishedOn },
  }
}

/** The scan that such a predicate speaks of. A rating that is none of ours is unknown. */
export function scanOf({ scanner }: Vulnerabilities): ImageScan {
  return {
    scanner: scanner.uri.startsWith(SCANNER_URI) ? scanner.uri.slice(SCANNER_URI.length) : scanner.uri,
    scannerVersion: scanner.version ?? null,
    knowledgeFrom: scanner.db?.lastUpdate ?? null,
    found: scanner.result.map(({ id, severity, annotations }) => {
      const [said = {}] = annotations ?? []
      return {
        id,
        severity: severityOf(severity[0]?.score),
        package: said.package ?? null,
        version: said.version ?? null,
        fixedIn: said.fixedIn ?? null,
      }
    }),
  }
}

function severityOf(score: string | undefined): Severity {
  return severities.find((severity) => severity === score) ?? "unknown"
}
