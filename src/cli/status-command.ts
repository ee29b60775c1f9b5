import type { Command } from "commander"
import type { StatusReport } from "../app/server/status.ts"
import type { CliContext } from "./cli-context.ts"
import { describeCommand } from "./help/command-help.ts"
import { addCommand } from "./help/command-list.ts"
import { matrixText } from "./matrix.ts"
import { formatOption, type OutputFormat } from "./output-format.ts"
import { withServer } from "./with-server.ts"

const help = {
  notes: `Version, verification, health, digest and addresses of every service in every
environment, and the promotions that are on their way.`,
  exitStatus: { 0: "shown, whatever it says" },
  examples: {
    "slipway status": "the matrix",
    "slipway status --format json": "the same for a program",
  },
}

/** `slipway status`: the environment × service matrix. */
export function statusCommand(program: Command, context: CliContext): void {
  describeCommand(addCommand(program, "status"), help)
    .addOption(formatOption())
    .action(async ({ format }: { format: OutputFormat }) => {
      await withServer<StatusReport>(context, format, {
        ask: (server) => server.call("GET", "/status"),
        text: (report) => matrixText(report, { now: context.now(), colour: context.colour }),
      })
    })
}
