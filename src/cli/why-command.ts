import type { Command } from "commander"
import type { PromotionExplanation } from "../app/server/explain-promotion.ts"
import { exitStatusOf } from "../core/shared/failure.ts"
import type { CliContext } from "./cli-context.ts"
import { describeCommand } from "./help/command-help.ts"
import { addCommand } from "./help/command-list.ts"
import { formatOption, type OutputFormat } from "./output-format.ts"
import { promotionWhyText } from "./promotion-why-text.ts"
import { withServer } from "./with-server.ts"

const help = {
  notes: `Shows every gate of every way in: met (✓), waiting (…), failed (✗) or nobody
can tell (!), the signed statements that say so, who can act, and when it could
open at the earliest. It asks for nothing: whether or not a promotion waits, it
says how things stand now.`,
  exitStatus: {
    0: "on one way all gates are open, or it is what serves there",
    1: "a gate waits or has failed on every way, or no way is for this release",
    2: "there is no such release or environment",
    3: "nobody can tell how a gate stands, and no other way is open",
  },
  examples: {
    "slipway why v1.2.0 production": "what v1.2.0 still lacks there",
    "slipway why feature/login production": "why a branch's release does not enter, way by way",
    "slipway why uat staging --format json": "the same for a program",
  },
}

/** `slipway why`: each gate between a release and an environment, with what says so. */
export function whyCommand(program: Command, context: CliContext): void {
  describeCommand(addCommand(program, "why"), help)
    .addOption(formatOption())
    .action(async (release: string, environment: string, { format }: { format: OutputFormat }) => {
      const query = new URLSearchParams({ release, environment })
      const explained = await withServer<PromotionExplanation>(context, format, {
        ask: (server) => server.call("GET", `/why?${query}`),
        text: (explanation) => promotionWhyText(explanation, context.colour),
      })
      if (explained) context.setExitStatus(statusOf(explained))
    })
}

function statusOf({ isServing, waysIn }: PromotionExplanation): number {
  if (isServing || waysIn.some(({ open }) => open)) return 0
  const isUnknown = waysIn.some(({ gates }) => gates.some(({ state }) => state === "errored"))
  return exitStatusOf(isUnknown ? "run-errored" : "gate-not-met")
}
