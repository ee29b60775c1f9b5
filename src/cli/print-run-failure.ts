import { exitStatusOf, type Failure } from "../core/shared/failure.ts"
import type { CliContext } from "./cli-context.ts"
import { printFailure } from "./print-failure.ts"
import { githubFailure } from "./reporters/github-annotations.ts"
import { githubMarks } from "./reporters/github-marks.ts"
import type { ChosenFormat } from "./reporters/run-format.ts"

/**
 * Prints why there is no run, or no end of it. In JSON it is the one line there is, of type `failure`; on GitHub it is
 * shown beside the file that is wrong, too.
 */
export function printRunFailure(
  failure: Failure,
  context: CliContext,
  { format, newToken }: { readonly format: ChosenFormat; readonly newToken: () => string },
): number {
  switch (format) {
    case "json":
      context.stdout.write(`${JSON.stringify({ type: "failure", failure })}\n`)
      return exitStatusOf(failure.reason)
    case "github": {
      context.stdout.write(githubFailure(failure))
      // The runner obeys stderr as well. On one stream, what is told to it stays in order.
      const marks = githubMarks(newToken)
      const stderr = { write: (text: string) => context.stdout.write(marks.quote(text)) }
      return printFailure(failure, { ...context, stderr })
    }
    default:
      return printFailure(failure, context)
  }
}
