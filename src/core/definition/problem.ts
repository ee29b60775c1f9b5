import type { Severity } from "../shared/diagnostic.ts"
import type { DiagnosticCode } from "./diagnostic-codes.ts"

/** A stretch of the text: UTF-16 offsets, the end exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** What to do about a problem. As a function where it takes a search: only the problems that are shown pay for it. */
export type Suggestion = string | (() => string | undefined)

/** Something wrong with a text, a definition where nothing else is said, before it is known which line and column that is. */
export interface Problem<Code extends string = DiagnosticCode> {
  readonly code: Code
  readonly severity: Severity
  readonly message: string
  readonly at: Span
  readonly suggestion?: Suggestion | undefined
}

/** Receives problems in the order in which they are found. */
export type Report = (problem: Problem) => void
