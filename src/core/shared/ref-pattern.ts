/**
 * Whether a branch or tag name matches a pattern of the definition: `*` stands for anything but `/`, `**` for anything.
 * Takes time proportional to pattern × name at worst: names are hostile, so no regular expression is made of either.
 */
export function refMatches(pattern: string, name: string): boolean {
  const parts = pattern.match(/\*\*|\*|[^*]/gu) ?? []
  const letters = [...name]
  let reachable = new Set([0])
  for (const part of parts) {
    const next = new Set<number>()
    for (const at of reachable) {
      if (!part.startsWith("*")) {
        if (letters[at] === part) next.add(at + 1)
        continue
      }
      for (let end = at; ; end++) {
        next.add(end)
        if (end >= letters.length || (part === "*" && letters[end] === "/")) break
      }
    }
    reachable = next
  }
  return reachable.has(letters.length)
}

export function matchesAny(patterns: readonly string[], name: string): boolean {
  return patterns.some((pattern) => refMatches(pattern, name))
}
