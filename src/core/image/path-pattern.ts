/** Whether a path, or a folder that it lies in, matches. */
export type PathPattern = (path: string) => boolean

type Token =
  | { readonly kind: "one"; readonly matches: (letter: string) => boolean }
  /** `*`: anything but a slash. */
  | { readonly kind: "star" }
  /** `**` before something else: any folders, or none. */
  | { readonly kind: "folders" }
  /** `**` at the end: anything. */
  | { readonly kind: "rest" }

/**
 * A pattern of Go's `filepath.Match` with `**`, as moby/patternmatcher reads it; undefined if it is malformed. Takes time
 * proportional to pattern × path: patterns come from a repository, so no regular expression is made of them.
 */
export function parsePathPattern(pattern: string): PathPattern | undefined {
  const tokens = tokensOf([...pattern])
  if (!tokens) return undefined
  return (path) => {
    const letters = [...path]
    let reachable = letters.map(() => false)
    reachable.unshift(true)
    for (const token of tokens) reachable = step(token, letters, reachable)
    return reachable.some((isEnd, at) => isEnd && at > 0 && (at === letters.length || letters[at] === "/"))
  }
}

/** Which positions of the path can be reached once this token is read too. */
function step(token: Token, letters: readonly string[], before: readonly boolean[]): boolean[] {
  let isOpen = false
  return before.map((wasReachable, at) => {
    const previous = letters[at - 1]
    if (token.kind === "one") {
      return at > 0 && before[at - 1] === true && previous !== undefined && token.matches(previous)
    }
    if (token.kind === "star" && previous === "/") isOpen = false
    const isBehindFolder = token.kind !== "folders" || previous === "/"
    const isReachable = wasReachable || (isOpen && isBehindFolder)
    isOpen = isOpen || wasReachable
    return isReachable
  })
}

function tokensOf(letters: readonly string[]): readonly Token[] | undefined {
  const tokens: Token[] = []
  for (let at = 0; at < letters.length; at++) {
    const letter = letters[at] ?? ""
    if (letter === "*" && letters[at + 1] === "*") {
      at += letters[at + 2] === "/" ? 2 : 1
      tokens.push({ kind: at + 1 === letters.length ? "rest" : "folders" })
    } else if (letter === "*") {
      tokens.push({ kind: "star" })
    } else if (letter === "?") {
      tokens.push({ kind: "one", matches: (other) => other !== "/" })
    } else if (letter === "[") {
      const end = classEnd(letters, at)
      const matches = end === undefined ? undefined : classOf(letters.slice(at + 1, end))
      if (end === undefined || !matches) return undefined
      tokens.push({ kind: "one", matches })
      at = end
    } else {
      if (letter === "\\") at++
      const literal = letters[at]
      if (literal === undefined) return undefined
      tokens.push({ kind: "one", matches: (other) => other === literal })
    }
  }
  return tokens
}

function classEnd(letters: readonly string[], start: number): number | undefined {
  for (let at = start + 1; at < letters.length; at++) {
    if (letters[at] === "\\") at++
    else if (letters[at] === "]") return at
  }
  return undefined
}

/** `a-z`, `abc`, `^a-z` and escapes, between the brackets. */
function classOf(letters: readonly string[]): ((letter: string) => boolean) | undefined {
  const isNegated = letters[0] === "^"
  const ranges: [low: string, high: string][] = []
  let at = isNegated ? 1 : 0
  const next = (): string | undefined => {
    if (letters[at] === "\\") at++
    return letters[at++]
  }
  while (at < letters.length) {
    const low = next()
    let high = low
    if (letters[at] === "-" && at + 1 < letters.length) {
      at++
      high = next()
    }
    if (low === undefined || high === undefined || low > high) return undefined
    ranges.push([low, high])
  }
  if (ranges.length === 0) return undefined
  return (letter) => ranges.some(([low, high]) => low <= letter && letter <= high) !== isNegated
}
