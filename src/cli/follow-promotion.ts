import type { GateAnswer } from "../core/promotion/gate-answer.ts"
import { shortDigest } from "../core/shared/digest.ts"
import { exitStatusOf } from "../core/shared/failure.ts"
import type { DeploymentRecord } from "../ports/store/environment-store.ts"
import type { PromotionRecord } from "../ports/store/promotion-store.ts"
import type { CliContext } from "./cli-context.ts"
import { gateLines } from "./gate-lines.ts"
import type { OutputFormat } from "./output-format.ts"
import { harmless } from "./paint.ts"
import { printFailure } from "./print-failure.ts"
import { progressTo } from "./with-server.ts"

/** What the progress of a promotion ends with. */
export interface PromotionEnd {
  readonly promotion: PromotionRecord
  readonly deployment: DeploymentRecord | null
  readonly gates: readonly GateAnswer[]
}

/**
 * Shows a promotion until it rests. It ends with 0 only if the release is deployed and verified, or stands by for the
 * switch with its tests passed; waiting for a gate is a refusal for now (1), and not knowing is errored (3).
 */
export async function followPromotion(context: CliContext, promotion: number, format: OutputFormat): Promise<void> {
  const server = await context.connect()
  const path = `/promotions/${promotion}/progress`
  const followed = await server.stream("GET", path, { onItem: progressTo(context, format) })
  if (!followed.ok) return context.setExitStatus(printFailure(followed.failure, context, format))
  const end = followed.value as PromotionEnd
  if (format === "json") context.stdout.write(`${JSON.stringify(end, null, 2)}\n`)
  else context.stdout.write(endText(end, context.colour))
  context.setExitStatus(statusOf(end))
}

function statusOf({ promotion, deployment, gates }: PromotionEnd): number {
  if (promotion.state === "deployed") {
    const verification = deployment?.verification
    return verification === "succeeded" ? 0 : exitStatusOf(verification === "errored" ? "run-errored" : "run-failed")
  }
  if (standsBy(promotion)) {
    const verification = deployment?.verification ?? "succeeded"
    return verification === "succeeded" ? 0 : exitStatusOf(verification === "errored" ? "run-errored" : "gate-not-met")
  }
  const isUnknown = gates.some(({ state }) => state === "errored") || deployment?.status === "errored"
  return exitStatusOf(isUnknown ? "run-errored" : "gate-not-met")
}

/** Nobody works on it any more: it waits for somebody to switch. */
function standsBy({ state }: PromotionRecord): boolean {
  return state === "deploying"
}

function endText({ promotion, deployment, gates }: PromotionEnd, colour: boolean): string {
  const what = `release ${shortDigest(promotion.release)} `
  if (promotion.state === "deployed") {
    const verified =
      deployment?.verification === "succeeded"
        ? "deployed and verified"
        : `deployed, verification ${deployment?.verification}`
    return `${what}is ${verified} in ${promotion.environment}\n`
  }
  if (promotion.state === "waiting") {
    const pinned = promotion.note?.includes("is pinned") ? `  ${harmless(promotion.note)}\n` : ""
    return `${what}waits to enter ${promotion.environment}:\n${gateLines(gates, colour).join("\n")}\n${pinned}`
  }
  if (standsBy(promotion))
    return `${what}is in ${promotion.environment}, beside what serves: ${harmless(promotion.note ?? "")}\n`
  return `${what}did not enter ${promotion.environment} (${promotion.state}): ${harmless(promotion.note ?? "")}\n`
}
