import { stripVTControlCharacters } from "node:util"

/** Hostile text as one line without control characters, at most this many characters long. */
export function oneLine(text: string, most: number): string {
  // Cut before it is cleaned: a text may be as long as its report.
  const line = stripVTControlCharacters(text.slice(0, most * 4))
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim()
  return (line.length > most ? `${line.slice(0, most - 1)}…` : line).toWellFormed()
}
