/** A word for a POSIX shell (XCU 2.2.2). */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`
}
