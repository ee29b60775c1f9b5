/**
 * Whether a branch or tag name matches a pattern of the definition: `*` stands for anything but `/`, `**` for anything.
 * Takes at most pattern length x name length steps, whatever they are.
 */
export function matchesRef(pattern: string, name: string): boolean {
  // The positions in the pattern that the part of the name read so far can have led to.
  let reached = closure(pattern, new Set([0]))
  for (const character of name) {
    const next = new Set<number>()
    for (const at of reached) {
      if (pattern[at] !== "*") {
        if (pattern.startsWith(character, at)) next.add(at + character.length)
      } else if (character !== "/" || isDouble(pattern, at)) next.add(at)
    }
    if (next.size === 0) return false
    reached = closure(pattern, next)
  }
  return reached.has(pattern.length)
}

/**
 * Whether one name could match both patterns. May say yes where only a look at the ends of the patterns would tell
 * that none can; never says no wrongly.
 */
export function mayOverlap(a: string, b: string): boolean {
  const [x, y] = [fixedStart(a), fixedStart(b)]
  if (x === a) return matchesRef(b, a)
  if (y === b) return matchesRef(a, b)
  return x.startsWith(y) || y.startsWith(x)
}

function fixedStart(pattern: string): string {
  return pattern.split("*", 1)[0] ?? ""
}

/** A star may also stand for nothing: adds the positions behind stars. */
function closure(pattern: string, reached: Set<number>): Set<number> {
  for (const at of reached) if (pattern[at] === "*") reached.add(at + (isDouble(pattern, at) ? 2 : 1))
  return reached
}

function isDouble(pattern: string, at: number): boolean {
  return pattern[at + 1] === "*"
}
