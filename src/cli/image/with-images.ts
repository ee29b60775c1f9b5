import type { Result } from "../../core/shared/result.ts"
import type { ImageFolder } from "../../ports/image-folder.ts"
import type { CliContext } from "../cli-context.ts"
import type { CliHosts } from "../cli-hosts.ts"
import type { OutputFormat } from "../output-format.ts"
import { printFailure } from "../print-failure.ts"

export interface Asking {
  readonly context: CliContext
  readonly hosts: CliHosts
  readonly format: OutputFormat
}

/**
 * Asks the images of this repository, then shows the answer: as JSON, or as `text` makes it for people. A failure is
 * printed and becomes the exit status.
 */
export async function withImages<T>(
  { context, hosts, format }: Asking,
  { ask, text }: { ask: (folder: ImageFolder) => Promise<Result<T>>; text: (answer: T) => string },
): Promise<T | undefined> {
  const folder = await (await hosts.images()).folder(context)
  const answer = folder.ok ? await ask(folder.value) : folder
  if (!answer.ok) {
    context.setExitStatus(printFailure(answer.failure, context, format))
    return undefined
  }
  context.stdout.write(format === "json" ? `${JSON.stringify(answer.value, null, 2)}\n` : text(answer.value))
  return answer.value
}
