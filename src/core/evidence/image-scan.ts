/** From harmless to worst. `unknown`: the scanner has not rated it. */
export const severities = ["unknown", "negligible", "low", "medium", "high", "critical"] as const

export type Severity = (typeof severities)[number]

/** A known vulnerability in an image. All texts are one line each, of bounded length, and hostile. */
export interface Vulnerability {
  /** `CVE-2026-1234`, `GHSA-...`, or what the scanner calls it. */
  readonly id: string
  readonly severity: Severity
  readonly package: string | null
  /** Of the package, as installed. */
  readonly version: string | null
  /** The version without it. */
  readonly fixedIn: string | null
}

/** What a scanner found in an image, all of it. */
export interface ImageScan {
  /** `trivy`; lower case, without blanks. */
  readonly scanner: string
  readonly scannerVersion: string | null
  /** RFC 3339: how old the scanner's knowledge was; null where its report does not tell. */
  readonly knowledgeFrom: string | null
  readonly found: readonly Vulnerability[]
}

/** How many findings a scan may have: more make a statement that nobody can handle. */
export const MOST_FOUND = 20_000

/** `2 critical, 5 low`, worst first; `nothing` where there is none. */
export function foundText(found: readonly Pick<Vulnerability, "severity">[]): string {
  const counts = severities
    .toReversed()
    .map((severity) => [found.filter((one) => one.severity === severity).length, severity] as const)
    .filter(([count]) => count > 0)
  return counts.length === 0 ? "nothing" : counts.map(([count, severity]) => `${count} ${severity}`).join(", ")
}
