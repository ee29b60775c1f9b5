/** Fewer characters stand in so many other words that masking them would make output unreadable, and hide nothing. */
const SHORTEST = 4
const TRIVIAL = new Set(["true", "false", "null", "none", "undefined", "test", "prod", "production", "development"])

/** Why a value cannot be kept secret, as the end of a sentence (`is shorter than 4 characters`); undefined if it can. */
export function weaknessOf(value: string): string | undefined {
  const characters = [...value.trim()]
  if (characters.length === 0) return "is empty"
  if (characters.length < SHORTEST) return `is shorter than ${SHORTEST} characters`
  if (new Set(characters).size === 1) return "is one character over and over"
  if (TRIVIAL.has(value.trim().toLowerCase())) return "is a common word"
  return undefined
}
