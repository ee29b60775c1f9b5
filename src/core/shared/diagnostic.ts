/** A stretch of a text file. Lines and columns count from 1, columns in UTF-16 units; `endColumn` is exclusive. */
export interface SourceRange {
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

export type Severity = "error" | "warning"

/** One problem of a file, in a form that both people and tools can read. */
export interface Diagnostic {
  /** Stable kebab-case code; `slipway explain <code>` documents it. */
  readonly code: string
  readonly severity: Severity
  readonly message: string
  /** Path as the user would type it, e.g. `slipway.yaml`. */
  readonly file: string
  readonly range: SourceRange
  /** The source line the range starts on, for printing the squiggle. */
  readonly sourceLine?: string
  /** Shown behind the squiggle, e.g. `did you mean 'uat'?`. */
  readonly suggestion?: string
}

/** Order of printing: by file, then position. */
export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1
  return a.range.line - b.range.line || a.range.column - b.range.column
}
