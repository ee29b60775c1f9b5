import { LineCounter } from "yaml"
import type { Diagnostic } from "../shared/diagnostic.ts"
import { definitionLimits } from "./limits.ts"
import type { Problem, Span } from "./problem.ts"
import { shownLine } from "./source/refuse-text.ts"

/** A source line longer than this is not repeated in a diagnostic. */
const LONGEST_LINE = 400

/** Problems of one text as diagnostics: with lines and columns, each once, sorted by position, at most 200. */
export function toDiagnostics(problems: readonly Problem<string>[], file: string, text: string): Diagnostic[] {
  const lines = new LineCounter()
  lines.addNewLine(0)
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines.addNewLine(at + 1)
  return firstOf(sortedOnce(problems)).map((problem) => toDiagnostic(problem, { file, text, lines }))
}

function sortedOnce(problems: readonly Problem<string>[]): Problem<string>[] {
  const once = new Map(problems.map((problem) => [`${problem.at.start} ${problem.code} ${problem.message}`, problem]))
  return [...once.values()].sort((a, b) => a.at.start - b.at.start || a.at.end - b.at.end)
}

function firstOf(problems: readonly Problem<string>[]): readonly Problem<string>[] {
  const { problems: most } = definitionLimits
  const next = problems[most - 1]
  if (problems.length <= most || !next) return problems
  const message = `there are ${problems.length - most + 1} more problems; correct these first`
  return [...problems.slice(0, most - 1), { code: "problems-left-out", severity: "error", message, at: next.at }]
}

interface Source {
  readonly file: string
  readonly text: string
  readonly lines: LineCounter
}

function toDiagnostic(problem: Problem<string>, { file, text, lines }: Source): Diagnostic {
  const { start, end } = trimmed(problem.at, text)
  const from = lines.linePos(start)
  const to = lines.linePos(end)
  const suggestion = typeof problem.suggestion === "function" ? problem.suggestion() : problem.suggestion
  const line = text.slice(start - from.col + 1, lines.lineStarts[from.line] ?? text.length)
  const sourceLine = shownLine(line.slice(0, LONGEST_LINE + 1).trimEnd())
  return {
    code: problem.code,
    severity: problem.severity,
    message: problem.message,
    file,
    range: { line: from.line, column: from.col, endLine: to.line, endColumn: to.col },
    ...(sourceLine.length <= LONGEST_LINE && { sourceLine }),
    ...(suggestion !== undefined && { suggestion }),
  }
}

/** Inside the text, and without the white space that block values end with. */
function trimmed({ start, end }: Span, text: string): Span {
  const first = Math.min(Math.max(start, 0), text.length)
  const last = Math.min(Math.max(end, first), text.length)
  return { start: first, end: first + text.slice(first, last).trimEnd().length }
}
