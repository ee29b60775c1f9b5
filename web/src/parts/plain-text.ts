/** What somebody else wrote, where there is room for text only: what is not seen becomes its number. */
export function plainText(text: string): string {
  return text.replace(UNSEEN, (character) => `[${codePoint(character)}]`)
}

/** Controls, and what changes the direction of text or is not seen at all. */
const UNSEEN = /((?!\n)[\p{Cc}\p{Cf}])/gu

/** The text in parts: every second one is a character that is not seen. */
export function splitUnseen(text: string): readonly string[] {
  return text.split(UNSEEN)
}

/** `U+202E`. */
export function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`
}
