import type { Command } from "commander"
import type { GateAnswer } from "../core/promotion/gate-answer.ts"
import type { PromotionRecord } from "../ports/store/promotion-store.ts"
import type { CliContext } from "./cli-context.ts"
import { followPromotion } from "./follow-promotion.ts"
import { formatOption, type OutputFormat } from "./output-format.ts"
import { printFailure } from "./print-failure.ts"

/** What the server answers to `slipway promote`. */
interface Promoted {
  readonly promotion: PromotionRecord
  readonly gates: readonly GateAnswer[]
  readonly open: boolean
}

/** `slipway promote`: asks for a release to enter an environment, and shows how that goes. */
export function promoteCommand(program: Command, context: CliContext): void {
  program
    .command("promote <release> <environment>")
    .description("ask for a release to enter an environment; it goes ahead once its gates are open")
    .option("--no-wait", "return as soon as it is asked for")
    .addOption(formatOption())
    .addHelpText(
      "after",
      `
A release is a version (1.2.0-rc.1), the first digits of its digest, an environment (what runs there), a branch or a commit.

Examples:
  slipway promote uat staging         what runs in uat, to staging
  slipway promote v1.2.0 production`,
    )
    .action(async (release: string, environment: string, options: { wait: boolean; format: OutputFormat }) => {
      const server = await context.connect()
      const promoted = await server.call<Promoted>("POST", "/promotions", { release, environment })
      if (!promoted.ok) return context.setExitStatus(printFailure(promoted.failure, context, options.format))
      const { promotion } = promoted.value
      if (options.wait) return followPromotion(context, promotion.id, options.format)
      const text = `promotion ${promotion.id} is asked for: slipway status\n`
      context.stdout.write(options.format === "json" ? `${JSON.stringify(promoted.value, null, 2)}\n` : text)
    })
}
