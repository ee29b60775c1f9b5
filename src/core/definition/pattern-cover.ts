/** A character that stands for itself, `*` (anything but `/`) or `**` (anything). */
type Part = string

/**
 * Whether every name that matches `pattern` also matches `cover`. Exact for names and for the patterns that people
 * write; may say no where only several stars together would cover the other's.
 */
export function covers(cover: string, pattern: string): boolean {
  const parts = partsOf(cover)
  // Positions in the cover that what was read of the pattern can have led to, ascending. Few: one and two for each star.
  let reached = past(parts, [0])
  for (const part of partsOf(pattern)) {
    const next: number[] = []
    for (const at of reached) {
      const own = parts[at]
      if (own === undefined) continue
      if (own === "**" || (own === "*" && part !== "/" && part !== "**")) add(next, at)
      else if (own === part) add(next, at + 1)
    }
    if (next.length === 0) return false
    reached = past(parts, next)
  }
  return reached.includes(parts.length)
}

/** Whether one name could match both patterns. Looks at their fixed starts, so it may say yes where none can. */
export function mayOverlap(a: string, b: string): boolean {
  const [x, y] = [fixedStart(a), fixedStart(b)]
  if (x === a) return covers(b, a)
  if (y === b) return covers(a, b)
  return x.startsWith(y) || y.startsWith(x)
}

function partsOf(pattern: string): readonly Part[] {
  return pattern.match(/\*\*|\*|[^*]/gu) ?? []
}

function fixedStart(pattern: string): string {
  return pattern.split("*", 1)[0] ?? ""
}

/** A star may also stand for nothing: adds the positions behind stars. */
function past(parts: readonly Part[], reached: readonly number[]): readonly number[] {
  const all: number[] = []
  for (const from of reached) {
    add(all, from)
    for (let at = from; parts[at]?.startsWith("*"); at++) add(all, at + 1)
  }
  return all
}

function add(positions: number[], position: number): void {
  if ((positions.at(-1) ?? -1) < position) positions.push(position)
}
