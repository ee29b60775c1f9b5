export const findingLevels = ["error", "warning", "note"] as const

/** SARIF 2.1.0, 3.27.10: `none` is no finding. */
export type FindingLevel = (typeof findingLevels)[number]

/** Something that an analysis objects to. All texts are one line each, of bounded length, and hostile. */
export interface Finding {
  readonly level: FindingLevel
  readonly rule: string | null
  /** From the repository's top, where it lies in there. */
  readonly file: string | null
  /** From 1. */
  readonly line: number | null
  readonly message: string
}

/** What the analyses of one job found; suppressed results do not count. */
export interface AnalysisFindings {
  readonly errors: number
  readonly warnings: number
  readonly notes: number
  /** The first of them, errors before warnings before notes, as many as `LISTED` says. */
  readonly first: readonly Finding[]
}
