import type { PromotionRecord } from "../../ports/store/promotion-store.ts"
import type { Stores } from "../../ports/store/store.ts"
import { commitOrder } from "./queue-of.ts"

/**
 * Whether what runs there came later: an environment never goes backward by itself. Of events their order says so; what a
 * person has asked for is overtaken by a newer commit that was deployed since.
 */
export async function isOvertaken(
  store: Pick<Stores, "environments" | "promotions" | "releases">,
  promotion: PromotionRecord,
): Promise<boolean> {
  const environment = await store.environments.get(promotion.environment)
  if (!environment || environment.current === null) return false
  const deployment = await store.environments.getDeployment(environment.current)
  if (!deployment || deployment.promotion === null) return false
  const deployed = await store.promotions.get(deployment.promotion)
  if (!deployed) return false
  if (promotion.event !== null) return deployed.event !== null && deployed.event > promotion.event
  if (deployment.createdAt <= promotion.createdAt) return false
  return (await commitOrder(store, deployed)) > (await commitOrder(store, promotion))
}
