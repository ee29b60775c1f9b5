import { definitionLimits } from "../limits.ts"
import type { Problem } from "../problem.ts"

// Control characters but tab and line ends; a byte order mark; the mark left by a decoder that met invalid UTF-8; half
// surrogates; and the characters that make a line read differently from what it says (Unicode TR 36, bidirectional text).
const REFUSED = /[[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\ufeff\ufffd]--[\t\n\r]]/v
const EVERY_REFUSED = new RegExp(REFUSED, "gv")

/** A line that may be shown on a terminal: what the file may not hold is replaced, sign by sign. */
export function shownLine(line: string): string {
  return line.replace(EVERY_REFUSED, "\ufffd")
}

/** Says why a text is not looked at further: too large, or not plain text. Costs one pass over at most 256 KiB. */
export function refuseText(text: string): Problem | undefined {
  const { bytes } = definitionLimits
  if (text.length > bytes || Buffer.byteLength(text) > bytes) {
    const at = { start: 0, end: 0 }
    return error("file-too-large", `the file is larger than ${bytes / 1024} KiB`, at)
  }
  const match = REFUSED.exec(text)
  if (!match) return undefined
  const at = { start: match.index, end: match.index + match[0].length }
  const code = match[0].codePointAt(0) ?? 0
  if (code === 0xfeff && match.index === 0) {
    return error("file-not-text", "the file starts with a byte order mark", at, "save it as UTF-8 without one")
  }
  if (code === 0xfffd) return error("file-not-text", "the file is not valid UTF-8", at, "save it as UTF-8")
  const name = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`
  return error("file-not-text", `the file holds the character ${name}, which is not text`, at, "remove it")
}

function error(code: Problem["code"], message: string, at: Problem["at"], suggestion?: string): Problem {
  return { code, severity: "error", message, at, ...(suggestion && { suggestion }) }
}
