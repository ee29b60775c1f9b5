import type { Command } from "commander"
import type { GateAnswer } from "../core/promotion/gate-answer.ts"
import type { CliContext } from "./cli-context.ts"
import { followPromotion } from "./follow-promotion.ts"
import { gateLines } from "./gate-lines.ts"
import { describeCommand } from "./help/command-help.ts"
import { addCommand } from "./help/command-list.ts"
import { formatOption, type OutputFormat } from "./output-format.ts"
import { withServer } from "./with-server.ts"

const help = {
  notes: `You are the person that SLIPWAY_TOKEN belongs to. The approval is bound to the
release's digest and to the rules in force; if either changes, it is void.`,
  exitStatus: { 0: "approved; other gates may still wait", 1: "it is not yours to give, or nothing waits for it" },
  examples: {
    "slipway approve v1.2.0 production": "where one gate waits for you",
    'slipway approve v1.2.0 production --comment "board of Tuesday"': "say why",
    "slipway approve uat staging --gate uat-approval": "where several wait",
  },
}

interface Approved {
  readonly gate: string
  readonly promotion: number
  readonly gates: readonly GateAnswer[]
  readonly open: boolean
}

/** `slipway approve`: a person's signed yes to a promotion that waits for it. */
export function approveCommand(program: Command, context: CliContext): void {
  describeCommand(addCommand(program, "approve"), help)
    .option("--gate <name>", "which gate, where several wait for you")
    .option("--comment <text>", "why; kept with the approval")
    .option("--no-wait", "do not follow the deployment that it opens the way to")
    .addOption(formatOption())
    .action(
      async (
        release: string,
        environment: string,
        { gate, comment, wait, format }: { gate?: string; comment?: string; wait: boolean; format: OutputFormat },
      ) => {
        const body = { release, environment, gate: gate ?? null, comment: comment ?? null }
        const approved = await withServer<Approved>(context, format, {
          ask: (server) => server.call("POST", "/approvals", body),
          text: (approved) => {
            const next = approved.open ? "all gates are open: it is deployed now" : "it still waits:"
            return `approved '${approved.gate}'; ${next}\n${gateLines(approved.gates, context.colour).join("\n")}\n`
          },
        })
        if (approved?.open && wait && format === "text") await followPromotion(context, approved.promotion, format)
      },
    )
}
