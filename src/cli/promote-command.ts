import type { Command } from "commander"
import type { PromotionPlan } from "../app/server/plan-promotion.ts"
import type { GateAnswer } from "../core/promotion/gate-answer.ts"
import type { PromotionRecord } from "../ports/store/promotion-store.ts"
import type { CliContext } from "./cli-context.ts"
import { followPromotion } from "./follow-promotion.ts"
import { describeCommand } from "./help/command-help.ts"
import { addCommand } from "./help/command-list.ts"
import { formatOption, type OutputFormat } from "./output-format.ts"
import { printFailure } from "./print-failure.ts"
import { promotionPlanText } from "./promotion-plan-text.ts"
import { withServer } from "./with-server.ts"

const help = {
  notes: `It goes ahead once its gates are open; until then it waits, and is not
forgotten. Nothing is rebuilt: what enters is exactly what was tested.`,
  exitStatus: {
    0: "deployed and verified; with --plan: the plan was made",
    1: "it waits for a gate or will not enter, or its verification failed",
    2: "there is no such release or environment",
    3: "nobody can tell whether a gate is open or how the deployment went",
  },
  examples: {
    "slipway promote uat staging": "what runs in uat, to staging",
    "slipway promote v1.2.0 production": "a version",
    "slipway promote v1.2.0 production --plan": "what that would do, and how it would be undone",
    "slipway promote v1.2.0 production --no-wait": "ask, and look later with slipway status",
  },
}

/** What the server answers to `slipway promote`. */
interface Promoted {
  readonly promotion: PromotionRecord
  readonly gates: readonly GateAnswer[]
  readonly open: boolean
}

interface PromoteOptions {
  readonly wait: boolean
  readonly plan?: true
  readonly format: OutputFormat
}

/** `slipway promote`: asks for a release to enter an environment, and shows how that goes. */
export function promoteCommand(program: Command, context: CliContext): void {
  describeCommand(addCommand(program, "promote"), help)
    .option("--no-wait", "return as soon as it is asked for")
    .option("--plan", "show all that it would do, and ask for nothing")
    .addOption(formatOption())
    .action(async (release: string, environment: string, options: PromoteOptions) => {
      if (options.plan) return showPlan(context, { release, environment }, options.format)
      const server = await context.connect()
      const promoted = await server.call<Promoted>("POST", "/promotions", { release, environment })
      if (!promoted.ok) return context.setExitStatus(printFailure(promoted.failure, context, options.format))
      const { promotion } = promoted.value
      if (options.wait) return followPromotion(context, promotion.id, options.format)
      const text = `promotion ${promotion.id} is asked for: slipway status\n`
      context.stdout.write(options.format === "json" ? `${JSON.stringify(promoted.value, null, 2)}\n` : text)
    })
}

async function showPlan(
  context: CliContext,
  wanted: { readonly release: string; readonly environment: string },
  format: OutputFormat,
): Promise<void> {
  await withServer<PromotionPlan>(context, format, {
    ask: (server) => server.call("GET", `/promotions/plan?${new URLSearchParams(wanted)}`),
    text: (plan) => promotionPlanText(plan, context.colour),
  })
}
