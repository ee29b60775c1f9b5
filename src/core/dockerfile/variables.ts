/** Values of variables by name; null: it is declared, and nobody has said what it is. */
export type Variables = ReadonlyMap<string, string | null>

const REFERENCE = /\\(.)|\$(?:\{(\w+)(?::?([-+])([^}]*))?\}|(\w+))/gs

/** The longest that a text with its values may get: values of values could fill any memory. */
const LONGEST = 10_000

/**
 * Puts values in for variables, as a Dockerfile does outside of RUN: `$a`, `${a}`, `${a:-b}`, `${a:+b}`.
 *
 * @returns undefined where a value is not known, or all of it would be too long
 */
export function expand(text: string, variables: Variables): string | undefined {
  let left = LONGEST - text.length
  const expanded = text.slice(0, LONGEST).replace(REFERENCE, (_, escaped, braced, operator, word, plain) => {
    if (escaped !== undefined) return escaped
    const value = chosen(variables.get(braced ?? plain), operator, word)
    left = value === undefined ? -1 : left - value.length
    return left < 0 ? "" : (value ?? "")
  })
  return left < 0 ? undefined : expanded
}

function chosen(value: string | null | undefined, operator: "-" | "+" | undefined, word: string): string | undefined {
  if (operator === "-") return value || word
  if (operator === "+") return value ? word : ""
  return value ?? undefined
}
