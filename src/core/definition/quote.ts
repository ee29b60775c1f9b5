const LONGEST = 60
// Built from escapes, so that the pattern itself holds none of the characters it looks for.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/** Text from the file as it may stand in a message: one line, no control characters, at most 60 characters. */
export function printable(text: string, longest = LONGEST): string {
  const short = text.length > longest ? `${text.slice(0, longest - 1).toWellFormed()}…` : text
  return short.replace(UNPRINTABLE, (character) => `\\u${character.codePointAt(0)?.toString(16).padStart(4, "0")}`)
}

/** {@link printable} text in single quotes. */
export function quote(text: string): string {
  return `'${printable(text)}'`
}

/** `a`, `a or b`, `a, b or c`. */
export function alternatives(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join("") : `${texts.slice(0, -1).join(", ")} or ${texts.at(-1)}`
}
