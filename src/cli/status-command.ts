import type { Command } from "commander"
import type { StatusReport } from "../app/server/status.ts"
import type { CliContext } from "./cli-context.ts"
import { matrixText } from "./matrix.ts"
import { formatOption, type OutputFormat } from "./output-format.ts"
import { withServer } from "./with-server.ts"

/** `slipway status`: the environment × service matrix. */
export function statusCommand(program: Command, context: CliContext): void {
  program
    .command("status")
    .description("show what runs where: the environment × service matrix")
    .addOption(formatOption())
    .action(async ({ format }: { format: OutputFormat }) => {
      await withServer<StatusReport>(context, format, {
        ask: (server) => server.call("GET", "/status"),
        text: (report) => matrixText(report, { now: context.now(), colour: context.colour }),
      })
    })
}
