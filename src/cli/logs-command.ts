import type { Command } from "commander"
import { InvalidArgumentError } from "commander"
import type { CliContext } from "./cli-context.ts"
import { describeCommand } from "./help/command-help.ts"
import { addCommand } from "./help/command-list.ts"
import { harmless } from "./paint.ts"
import { printFailure } from "./print-failure.ts"

const help = {
  examples: {
    "slipway logs production gateway": "the last 100 lines",
    "slipway logs uat gateway -n 20 -f": "the last 20, and what follows",
  },
}

/** `slipway logs`: what a service of an environment prints. */
export function logsCommand(program: Command, context: CliContext): void {
  describeCommand(addCommand(program, "logs"), help)
    .option("-n, --lines <number>", "how many of the last lines", wholeNumber, 100)
    .option("-f, --follow", "go on showing until Ctrl-C")
    .action(
      async (environment: string, service: string, { lines, follow = false }: { lines: number; follow?: boolean }) => {
        const server = await context.connect()
        const at = `/environments/${encodeURIComponent(environment)}/services/${encodeURIComponent(service)}/log`
        const shown = await server.stream("GET", `${at}?lines=${lines}&follow=${follow}`, {
          onItem: ({ text }) => context.stdout.write(`${harmless(text ?? "")}\n`),
        })
        if (!shown.ok) context.setExitStatus(printFailure(shown.failure, context))
      },
    )
}

function wholeNumber(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 10_000) throw new InvalidArgumentError("a whole number up to 10000")
  return Number(text)
}
