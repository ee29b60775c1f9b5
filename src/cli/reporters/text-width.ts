/** Combining marks, joiners and variation selectors take no column of their own. */
const NO_COLUMN = /^[\p{M}\p{Cf}]$/u
/** Characters of two columns: East Asian wide and full-width ones (UAX 11), and what is shown as an emoji by itself. */
const TWO_COLUMNS =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u3247\u3250-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}\p{Emoji_Presentation}]$/u
const ASCII = /^[\x20-\x7e]*$/

/** How many columns of a terminal a line without control characters takes. */
export function textWidth(text: string): number {
  return ASCII.test(text) ? text.length : [...text].reduce((width, character) => width + columnsOf(character), 0)
}

/** The text in at most this many columns; `…` stands for what is left out. */
export function fitText(text: string, width: number): string {
  if (textWidth(text) <= width) return text
  let fitting = ""
  let used = 1
  for (const character of text) {
    used += columnsOf(character)
    if (used > width) break
    fitting += character
  }
  return width < 1 ? "" : `${fitting}…`
}

/** As `padEnd`, in columns. */
export function padText(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - textWidth(text)))
}

function columnsOf(character: string): number {
  if (NO_COLUMN.test(character)) return 0
  return TWO_COLUMNS.test(character) ? 2 : 1
}
