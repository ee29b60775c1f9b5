import { stripVTControlCharacters } from "node:util"
import { formatDiagnostics } from "../core/definition/format-diagnostic.ts"
import { exitStatusOf, type Failure } from "../core/shared/failure.ts"
import type { CliContext } from "./cli-context.ts"
import type { OutputFormat } from "./output-format.ts"
import { painter } from "./paint.ts"

/**
 * Prints why a command failed: for people on stderr, for programs as JSON on stdout.
 *
 * @returns the exit status that goes with it
 */
export function printFailure(failure: Failure, context: CliContext, format: OutputFormat = "text"): number {
  if (format === "json") context.stdout.write(`${JSON.stringify({ failure }, null, 2)}\n`)
  else context.stderr.write(failureText(failure, context.colour))
  return exitStatusOf(failure.reason)
}

function failureText({ message, hint, log = [], diagnostics = [] }: Failure, colour: boolean): string {
  const paint = painter(colour)
  // Log lines and names come from programs and people that may write anything, terminal commands included.
  const plain = stripVTControlCharacters
  return [
    formatDiagnostics(diagnostics, { colour }),
    ...log.map((line) => `${paint("dim", "|")} ${plain(line)}\n`),
    `${paint("red", "slipway:")} ${plain(message)}\n`,
    hint === undefined ? "" : `         ${plain(hint)}\n`,
  ].join("")
}
