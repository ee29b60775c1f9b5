/** Beyond this, patterns were written to be compared; nobody has so many that begin alike. */
const MOST_PAIRS = 2_000

/**
 * Pairs of which a name could match both patterns, by what stands before their first stars. A thousand patterns that begin
 * differently are not compared one by one.
 */
export function* likelyPairs<A extends HasPattern, B extends HasPattern>(
  ones: readonly A[],
  others: readonly B[],
): Generator<readonly [A, B]> {
  const byStart = new Map<string, B[]>()
  const byBeginning = new Map<string, B[]>()
  for (const other of others) {
    const start = startOf(other)
    put(byStart, start, other)
    for (let length = 0; length <= start.length; length++) put(byBeginning, start.slice(0, length), other)
  }
  let count = 0
  for (const one of ones) {
    const start = startOf(one)
    const likely = [...(byBeginning.get(start) ?? [])]
    for (let length = 0; length < start.length; length++) likely.push(...(byStart.get(start.slice(0, length)) ?? []))
    for (const other of likely) {
      if (++count > MOST_PAIRS) return
      yield [one, other]
    }
  }
}

interface HasPattern {
  readonly pattern: string
}

function startOf({ pattern }: HasPattern): string {
  return pattern.split("*", 1)[0] ?? ""
}

function put<T>(groups: Map<string, T[]>, key: string, value: T): void {
  const group = groups.get(key)
  if (group) group.push(value)
  else groups.set(key, [value])
}
