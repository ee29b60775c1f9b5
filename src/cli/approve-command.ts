import type { Command } from "commander"
import type { CliContext } from "./cli-context.ts"
import { followPromotion } from "./follow-promotion.ts"
import { type GateActed, gateActText } from "./gate-act-text.ts"
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
    "slipway approve v1.2.0 production --revoke": "take your own approval back, while it still waits",
  },
}

interface Options {
  readonly gate?: string
  readonly comment?: string
  readonly revoke?: boolean
  readonly wait: boolean
  readonly format: OutputFormat
}

/** `slipway approve`: a person's signed yes to a promotion that waits for it. */
export function approveCommand(program: Command, context: CliContext): void {
  describeCommand(addCommand(program, "approve"), help)
    .option("--gate <name>", "which gate, where several wait for you")
    .option("--comment <text>", "why; kept with the approval")
    .option("--revoke", "take your own approval back, as long as the promotion waits")
    .option("--no-wait", "do not follow the deployment that it opens the way to")
    .addOption(formatOption())
    .action(async (release: string, environment: string, options: Options) => {
      const { gate, comment, revoke = false, wait, format } = options
      const body = { release, environment, gate: gate ?? null, comment: comment ?? null }
      const approved = await withServer<GateActed>(context, format, {
        ask: (server) => server.call("POST", revoke ? "/approvals/revoke" : "/approvals", body),
        text: (acted) => gateActText(revoke ? "no longer approved" : "approved", acted, context.colour),
      })
      if (approved?.open && wait && format === "text") await followPromotion(context, approved.promotion, format)
    })
}
