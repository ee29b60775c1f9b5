import type { Result } from "../core/shared/result.ts"
import type { ServerClient } from "../ports/server-client.ts"
import type { CliContext } from "./cli-context.ts"
import type { OutputFormat } from "./output-format.ts"
import { harmless } from "./paint.ts"
import { printFailure } from "./print-failure.ts"

/**
 * Asks the server, then shows the answer: as JSON, or as `text` makes it for people. A failure is printed and becomes
 * the exit status.
 */
export async function withServer<T>(
  context: CliContext,
  format: OutputFormat,
  { ask, text }: { ask: (server: ServerClient) => Promise<Result<T>>; text: (answer: T) => string },
): Promise<T | undefined> {
  const answer = await ask(await context.connect())
  if (!answer.ok) {
    context.setExitStatus(printFailure(answer.failure, context, format))
    return undefined
  }
  context.stdout.write(format === "json" ? `${JSON.stringify(answer.value, null, 2)}\n` : text(answer.value))
  return answer.value
}

/** Shows lines of progress as they come: on stdout for people, nowhere for programs, which get the end. */
export function progressTo(context: CliContext, format: OutputFormat): (item: { text?: string }) => void {
  return ({ text }) => {
    if (format === "text" && text !== undefined) context.stdout.write(`${harmless(text)}\n`)
  }
}
