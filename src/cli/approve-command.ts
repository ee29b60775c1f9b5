import type { Command } from "commander"
import type { GateAnswer } from "../core/promotion/gate-answer.ts"
import type { CliContext } from "./cli-context.ts"
import { gateLines } from "./gate-lines.ts"
import { formatOption, type OutputFormat } from "./output-format.ts"
import { withServer } from "./with-server.ts"

interface Approved {
  readonly gate: string
  readonly gates: readonly GateAnswer[]
  readonly open: boolean
}

/** `slipway approve`: a person's signed yes to a promotion that waits for it. */
export function approveCommand(program: Command, context: CliContext): void {
  program
    .command("approve <release> <environment>")
    .description("say yes, signed, to a promotion that waits for an approval")
    .option("--gate <name>", "which gate, where several wait for you")
    .option("--comment <text>", "why; kept with the approval")
    .addOption(formatOption())
    .addHelpText(
      "after",
      `
You are the person that SLIPWAY_TOKEN belongs to. The approval is bound to the release's digest and to the rules in
force; if either changes, it is void.

Example:
  SLIPWAY_TOKEN=... slipway approve v1.2.0 production --comment "board of Tuesday"`,
    )
    .action(
      async (
        release: string,
        environment: string,
        { gate, comment, format }: { gate?: string; comment?: string; format: OutputFormat },
      ) => {
        const body = { release, environment, gate: gate ?? null, comment: comment ?? null }
        await withServer<Approved>(context, format, {
          ask: (server) => server.call("POST", "/approvals", body),
          text: (approved) => {
            const next = approved.open ? "all gates are open: it is deployed now" : "it still waits:"
            return `approved '${approved.gate}'; ${next}\n${gateLines(approved.gates, context.colour).join("\n")}\n`
          },
        })
      },
    )
}
