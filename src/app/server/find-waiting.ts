import { shortDigest } from "../../core/shared/digest.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { PromotionRecord } from "../../ports/store/promotion-store.ts"
import { type Judgement, judgePromotion } from "./judge-promotion.ts"
import { findEnvironment } from "./promote.ts"
import { resolveRelease } from "./resolve-release.ts"
import type { ServerPorts } from "./server-ports.ts"

/** A promotion that a person can still act on. */
export interface WaitingPromotion {
  /** Name of the environment. */
  readonly environment: string
  readonly promotion: PromotionRecord
  readonly judgement: Judgement
}

/** The promotion that waits to bring a release into an environment, as people call them; refused where there is none. */
export async function findWaiting(
  ports: ServerPorts,
  { release, environment }: { readonly release: string; readonly environment: string },
): Promise<Result<WaitingPromotion>> {
  const found = await findEnvironment(ports, environment)
  if (!found.ok) return found
  const resolved = await resolveRelease(ports, release)
  if (!resolved.ok) return resolved
  const { name } = found.value
  const open = await ports.store.promotions.open(name)
  const promotion = open.find((one) => one.release === resolved.value.release)
  if (!promotion) {
    const message = `no promotion of ${shortDigest(resolved.value.release)} to '${name}' waits`
    return fail("approval-refused", message, { hint: `ask for it first: slipway promote ${release} ${environment}` })
  }
  const judged = await judgePromotion(ports, promotion)
  return judged.ok ? ok({ environment: name, promotion, judgement: judged.value }) : judged
}
