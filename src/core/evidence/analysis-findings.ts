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
  /** What tells it from others wherever it stands; left out for notes. */
  readonly identity?: string
}

/** How often each error and warning occurs, by its identity. */
export type Identities = Readonly<Record<string, number>>

/** How many different errors and warnings can be told apart. */
export const MOST_IDENTITIES = 10_000

/** What the analyses of one job found; suppressed results do not count. */
export interface AnalysisFindings {
  readonly errors: number
  readonly warnings: number
  readonly notes: number
  /** The first of them, errors before warnings before notes, as many as `LISTED` says. */
  readonly first: readonly Finding[]
  /** Left out where there are more than {@link MOST_IDENTITIES}. */
  readonly identities?: Identities
}

/** The sum of several; undefined if one of them is not known, or there are too many. */
export function allIdentities(parts: readonly (Identities | undefined)[]): Identities | undefined {
  const all: Record<string, number> = {}
  for (const part of parts) {
    if (!part) return undefined
    for (const [identity, count] of Object.entries(part)) all[identity] = (all[identity] ?? 0) + count
  }
  return Object.keys(all).length > MOST_IDENTITIES ? undefined : all
}

/** What of these was not there before, or is there more often now. */
export function newSince(before: Identities, now: Identities): Identities {
  const more = Object.entries(now).map(([identity, count]) => [identity, count - (before[identity] ?? 0)] as const)
  return Object.fromEntries(more.filter(([, count]) => count > 0))
}

/** What people and programs are shown of findings. */
export function withoutIdentities({ identities: _, ...findings }: AnalysisFindings): AnalysisFindings {
  return { ...findings, first: findings.first.map(({ identity: __, ...finding }) => finding) }
}
