/** A character, a class of characters, or a star: one step of a pattern. */
export interface PatternPart {
  readonly accepts: (character: string) => boolean
  /** Whether it stands for any number of such characters, none included. */
  readonly repeats: boolean
  /** Characters that it tells from others. */
  readonly characters: string
}

/** A pattern of the definition (`*` anything but `/`, `**` anything), or its parts. */
export type RefPattern = string | readonly PatternPart[]

/** The positions in a pattern that what was read can have led to, ascending; none: nothing can match any more. */
export type Positions = readonly number[]

export interface PatternAutomaton {
  readonly start: Positions
  readonly next: (positions: Positions, character: string) => Positions
  readonly ends: (positions: Positions) => boolean
}

export function patternParts(pattern: RefPattern): readonly PatternPart[] {
  if (typeof pattern !== "string") return pattern
  return (pattern.match(/\*\*|\*|[^*]/gu) ?? []).map((part): PatternPart => {
    if (part === "**") return { accepts: () => true, repeats: true, characters: "" }
    if (part === "*") return { accepts: (character) => character !== "/", repeats: true, characters: "/" }
    return { accepts: (character) => character === part, repeats: false, characters: part }
  })
}

/** Reads names character by character. Its sets of positions stay small, however many stars there are. */
export function patternAutomaton(pattern: RefPattern): PatternAutomaton {
  const parts = patternParts(pattern)
  const swallowed = parts.map((_, index) => swallowedBy(parts, index))
  const closed = (positions: Iterable<number>): Positions => {
    const all = new Set<number>()
    for (const position of positions) {
      all.add(position)
      for (let at = position; parts[at]?.repeats; at++) all.add(at + 1)
    }
    const sorted = [...all].sort((a, b) => a - b)
    return sorted.filter((at) => !sorted.some((star) => star > at && (swallowed[star] ?? star) <= at))
  }
  return {
    start: closed([0]),
    next: (positions, character) =>
      closed(positions.flatMap((at) => (parts[at]?.accepts(character) ? [parts[at].repeats ? at : at + 1] : []))),
    ends: (positions) => positions.includes(parts.length),
  }
}

/**
 * The first position that a star makes superfluous: what the parts between the two read, the star reads as well, so that
 * nothing matches from there which does not match from the star.
 */
function swallowedBy(parts: readonly PatternPart[], star: number): number {
  const part = parts[star]
  if (!part?.repeats || part.characters.length > 1) return star
  if (part.accepts("/")) return 0
  let first = star
  while (first > 0 && !parts[first - 1]?.accepts("/")) first--
  return first
}
