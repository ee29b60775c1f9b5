import { styleText } from "node:util"
import type { Diagnostic } from "../shared/diagnostic.ts"

/** How text for people is made. */
export interface TextStyle {
  readonly colour: boolean
}

/**
 * A diagnostic as text: the place and message, the source line, and a squiggle with the suggestion (`path.md`,
 * Diagnostics). Ends without a line end.
 */
export function formatDiagnostic(diagnostic: Diagnostic, { colour }: TextStyle): string {
  const paint = (format: Parameters<typeof styleText>[0], text: string) =>
    colour ? styleText(format, text, { validateStream: false }) : text
  const { code, severity, message, file, range, sourceLine, suggestion } = diagnostic
  const strong = severity === "error" ? "red" : "yellow"
  const place = paint("bold", `${file}:${range.line}:${range.column}`)
  const head = `${place} ${paint([strong, "bold"], severity)} ${paint(strong, code)}: ${message}`
  if (sourceLine === undefined) return suggestion === undefined ? head : `${head}\n  ${suggestion}`
  const number = String(range.line).padStart(5)
  const margin = (text: string) => paint("dim", `${text} |`)
  const before = sourceLine.slice(0, range.column - 1).replace(/[^\t]/gu, " ")
  const marks = paint(strong, "^".repeat(markLength(range, sourceLine)))
  const behind = suggestion === undefined ? "" : ` ${suggestion}`
  return [head, `${margin(number)} ${sourceLine}`, `${margin("     ")} ${before}${marks}${behind}`].join("\n")
}

/** Up to the end of the range, or of the line where the range goes on. At least one. */
function markLength({ line, column, endLine, endColumn }: Diagnostic["range"], sourceLine: string): number {
  const end = endLine === line ? endColumn : sourceLine.trimEnd().length + 1
  return Math.max(1, [...sourceLine.slice(column - 1, end - 1)].length)
}

/** Diagnostics as text, a blank line between them, with a line of totals at the end. Empty when there are none. */
export function formatDiagnostics(diagnostics: readonly Diagnostic[], style: TextStyle): string {
  if (diagnostics.length === 0) return ""
  const errors = diagnostics.filter(({ severity }) => severity === "error").length
  const warnings = diagnostics.length - errors
  const totals = [count(errors, "error"), count(warnings, "warning")].filter((text) => text !== "").join(", ")
  return `${diagnostics.map((diagnostic) => `${formatDiagnostic(diagnostic, style)}\n\n`).join("")}${totals}\n`
}

function count(number: number, noun: string): string {
  return number === 0 ? "" : `${number} ${noun}${number === 1 ? "" : "s"}`
}
