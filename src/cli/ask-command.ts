import type { Command } from "commander"
import type { CliContext } from "./cli-context.ts"
import { describeCommand } from "./help/command-help.ts"
import { addCommand } from "./help/command-list.ts"
import { formatOption, type OutputFormat } from "./output-format.ts"
import { withServer } from "./with-server.ts"

const help = {
  notes: `A gate with a 'command' is asked by itself once for a release, and again while
it says "not yet". This asks once more: after it has said no, or could not be
asked at all. What it says then takes the place of what it has said before.`,
  exitStatus: { 0: "it is being asked", 1: "it cannot be asked now, or there is nothing to ask" },
  examples: {
    "slipway ask v1.2.1 production calendar": "the calendar was mended",
  },
}

interface Asked {
  readonly gate: string
  readonly promotion: number
  readonly run: number
}

/** `slipway ask`: has the command of a gate run again. */
export function askCommand(program: Command, context: CliContext): void {
  describeCommand(addCommand(program, "ask"), help)
    .addOption(formatOption())
    .action(async (release: string, environment: string, gate: string, { format }: { format: OutputFormat }) => {
      await withServer<Asked>(context, format, {
        ask: (server) => server.call("POST", "/gates/ask", { release, environment, gate }),
        text: (asked) => `run ${asked.run} asks '${asked.gate}'; what it prints: slipway runs log ${asked.run}\n`,
      })
    })
}
