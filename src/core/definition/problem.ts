import type { Severity } from "../shared/diagnostic.ts"
import type { DiagnosticCode } from "./diagnostic-codes.ts"

/** A stretch of the text: UTF-16 offsets, the end exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** Something wrong with a definition, before it is known which line and column that is. */
export interface Problem {
  readonly code: DiagnosticCode
  readonly severity: Severity
  readonly message: string
  readonly at: Span
  readonly suggestion?: string
}

/** Receives problems in the order in which they are found. */
export type Report = (problem: Problem) => void
