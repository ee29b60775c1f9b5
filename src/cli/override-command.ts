import type { Command } from "commander"
import type { CliContext } from "./cli-context.ts"
import { followPromotion } from "./follow-promotion.ts"
import { type GateActed, gateActText } from "./gate-act-text.ts"
import { describeCommand } from "./help/command-help.ts"
import { addCommand } from "./help/command-list.ts"
import { formatOption, type OutputFormat } from "./output-format.ts"
import { withServer } from "./with-server.ts"

const help = {
  notes: `Opens one gate for one release, against what the gate says. Only people with
the role that the gate's 'override' names may, and the reason stays with it: in
a signed statement, in slipway why and in slipway audit. It is bound to the
release's digest and to the rules in force; if either changes, or the gate's
answer gets worse, it is void. --revoke takes an own one back, as long as the
promotion still waits.`,
  exitStatus: { 0: "recorded; other gates may still wait", 1: "the gate cannot be overridden, or not by you" },
  examples: {
    'slipway override v1.2.1 production opening-hours --reason "orders fail since 18:00"': "outside its hours",
    'slipway override v1.2.1 production opening-hours --revoke --reason "mended"': "no longer needed",
  },
}

interface Options {
  readonly reason: string
  readonly revoke?: true
  readonly wait: boolean
  readonly format: OutputFormat
}

/** `slipway override`: opens a gate against its answer, by whom the definition lets do so. */
export function overrideCommand(program: Command, context: CliContext): void {
  describeCommand(addCommand(program, "override"), help)
    .requiredOption("--reason <text>", "why; kept with the override")
    .option("--revoke", "take back what you have overridden")
    .option("--no-wait", "do not follow the deployment that it opens the way to")
    .addOption(formatOption())
    .action(async (release: string, environment: string, gate: string, { reason, revoke, wait, format }: Options) => {
      const overridden = await withServer<GateActed>(context, format, {
        ask: (server) =>
          server.call("POST", revoke ? "/overrides/revoke" : "/overrides", { release, environment, gate, reason }),
        text: (acted) => gateActText(revoke ? "no longer overridden" : "overridden", acted, context.colour),
      })
      if (overridden?.open && wait && format === "text") await followPromotion(context, overridden.promotion, format)
    })
}
