import type { Span } from "../definition/problem.ts"

/** A range as editors count: lines and columns from 0. */
interface LineRange {
  readonly start: { readonly line: number; readonly character: number }
  readonly end: { readonly line: number; readonly character: number }
}

export type RangeOf = (range: LineRange) => Span

/** Turns ranges of this text into offsets. A line ends with LF, CR or both. */
export function rangesOf(text: string): RangeOf {
  const starts = [0, ...[...text.matchAll(/\r\n|\n|\r/g)].map((end) => end.index + end[0].length)]
  const offset = ({ line, character }: LineRange["start"]) =>
    Math.min((starts[line] ?? text.length) + character, text.length)
  return ({ start, end }) => ({ start: offset(start), end: offset(end) })
}
