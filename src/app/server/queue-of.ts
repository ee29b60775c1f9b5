import { inCommitOrder, type Queued } from "../../core/promotion/queue.ts"
import type { PromotionRecord } from "../../ports/store/promotion-store.ts"
import type { Stores } from "../../ports/store/store.ts"
import type { ServerPorts } from "./server-ports.ts"

export interface QueuedPromotion extends Queued {
  readonly promotion: PromotionRecord
}

/** The open promotions of an environment, in commit order. */
export async function queueOf(ports: ServerPorts, environment: string): Promise<readonly QueuedPromotion[]> {
  const open = await ports.store.promotions.open(environment)
  const queue = open.map(async (promotion) => ({
    id: promotion.id,
    order: await commitOrder(ports.store, promotion),
    state: promotion.state === "deploying" ? ("deploying" as const) : ("waiting" as const),
    promotion,
  }))
  return inCommitOrder(await Promise.all(queue))
}

/** The event that first brought a promotion's commit here: the server's order of commits. */
export async function commitOrder(
  store: Pick<Stores, "releases">,
  { release, commit, event }: Pick<PromotionRecord, "release" | "commit" | "event">,
): Promise<number> {
  const provenance = await store.releases.provenance(release)
  const events = provenance.filter((one) => one.commit === commit).flatMap((one) => one.event ?? [])
  return events.length > 0 ? Math.min(...events) : (event ?? 0)
}
