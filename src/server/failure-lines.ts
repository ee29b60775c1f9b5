import { formatDiagnostic } from "../core/definition/format-diagnostic.ts"
import type { Failure } from "../core/shared/failure.ts"

/** A failure as plain lines of text, for people at the other end of a push or a stream. */
export function failureLines(failure: Failure): readonly string[] {
  return [
    `slipway: ${failure.message}`,
    ...(failure.diagnostics ?? []).flatMap((diagnostic) => formatDiagnostic(diagnostic, { colour: false }).split("\n")),
    ...(failure.log ?? []).map((line) => `  | ${line}`),
    ...(failure.hint ? [`  ${failure.hint}`] : []),
  ]
}
