import type { Diagnostic, Severity } from "../core/shared/diagnostic.ts"
import { digestOfJson, hexOf } from "../core/shared/digest.ts"
import type { Explanation } from "../core/shared/explanation.ts"

export interface SarifOptions {
  readonly version: string
  /** What each code means. */
  readonly texts: ReadonlyMap<string, Explanation>
}

const LEVEL: Readonly<Record<Severity, "error" | "warning">> = { error: "error", warning: "warning" }

/**
 * Diagnostics as SARIF 2.1.0 (docs.oasis-open.org/sarif), as code hosts and editors read it. A fingerprint stays the same
 * when lines move, so that what is new can be told.
 */
export function sarifLog(diagnostics: readonly Diagnostic[], { version, texts }: SarifOptions) {
  const codes = [...new Set(diagnostics.map(({ code }) => code))].sort()
  return {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0" as const,
    runs: [
      {
        tool: { driver: { name: "slipway", version, rules: codes.map((code) => ruleOf(code, texts.get(code))) } },
        columnKind: "utf16CodeUnits" as const,
        results: diagnostics.map((one) => ({ ...resultOf(one), ruleIndex: codes.indexOf(one.code) })),
      },
    ],
  }
}

function ruleOf(id: string, text: Explanation | undefined) {
  if (!text) return { id }
  const { summary, why, fix, example } = text
  const help = `${why} ${fix}`
  return {
    id,
    shortDescription: { text: summary },
    fullDescription: { text: why },
    help: { text: help, markdown: `${why}\n\n${fix}\n\n\`\`\`\n${example.trimEnd()}\n\`\`\`` },
  }
}

function resultOf({ code, severity, message, suggestion, file, range, sourceLine }: Diagnostic) {
  const text = suggestion === undefined ? message : `${message}: ${suggestion}`
  return {
    ruleId: code,
    level: LEVEL[severity],
    message: { text },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(file) },
          region: {
            startLine: range.line,
            startColumn: range.column,
            endLine: range.endLine,
            endColumn: range.endColumn,
            ...(sourceLine !== undefined && { snippet: { text: sourceLine } }),
          },
        },
      },
    ],
    partialFingerprints: { "slipwayCodeAndLine/v1": hexOf(digestOfJson([code, file, sourceLine ?? message])) },
  }
}

/** Relative, as the reader's own folder says (RFC 3986). */
function uriOf(file: string): string {
  return file.split("/").map(encodeURIComponent).join("/")
}
