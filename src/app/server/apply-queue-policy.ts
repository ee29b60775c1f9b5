import { supersededBy, turnedAwayBy } from "../../core/promotion/queue.ts"
import { shortDigest } from "../../core/shared/digest.ts"
import type { PromotionRecord } from "../../ports/store/promotion-store.ts"
import { judgePromotion } from "./judge-promotion.ts"
import { currentRules } from "./load-definitions.ts"
import { type QueuedPromotion, queueOf } from "./queue-of.ts"
import { eventTopic } from "./request-promotions.ts"
import type { ServerPorts } from "./server-ports.ts"

/**
 * What an environment's `queue` says about promotions that want in at once. Whatever ends by it is told to those who
 * follow it, noted on it and entered in the audit trail.
 */
export async function applyQueuePolicy(ports: ServerPorts, environment: string): Promise<void> {
  const queue = await queueOf(ports, environment)
  const [first] = queue
  if (!first || queue.length < 2) return
  const rules = await currentRules(ports.repository)
  const policy = rules.ok ? rules.value.definition.environments[first.promotion.template]?.queue : undefined
  if (policy === "supersede") return supersede(ports, queue)
  if (policy === "reject") return reject(ports, queue)
}

async function supersede(ports: ServerPorts, queue: readonly QueuedPromotion[]): Promise<void> {
  const running = new Set<number>()
  for (const { promotion } of queue) {
    const judged = await judgePromotion(ports, promotion)
    const isOut = !judged.ok || judged.value.answers.some(({ state }) => state === "failed" || state === "errored")
    if (!isOut) running.add(promotion.id)
  }
  const newest = supersededBy(queue, ({ id }) => running.has(id))
  if (!newest) return
  const by = newest.by.promotion
  for (const { promotion } of newest.superseded) {
    const note = `by promotion ${by.id} of ${shortDigest(by.release)}, a newer commit; ask again for it: slipway promote`
    const end = (store: Stores) => store.promotions.supersede(promotion.id, { by: by.id, at: ports.clock.now(), note })
    if (!(await endAudited(ports, promotion, { action: "supersede", note, end }))) continue
    tell(ports, promotion, `superseded ${note}`)
    tell(ports, by, `supersedes promotion ${promotion.id} of ${shortDigest(promotion.release)}, which waited`)
  }
}

async function reject(ports: ServerPorts, queue: readonly QueuedPromotion[]): Promise<void> {
  if (!queue.some(({ state }) => state === "deploying")) return
  const open = new Set<number>()
  for (const { promotion, state } of queue) {
    const judged = state === "waiting" ? await judgePromotion(ports, promotion) : undefined
    if (judged?.ok && judged.value.open) open.add(promotion.id)
  }
  const refused = turnedAwayBy(queue, ({ id }) => open.has(id))
  if (!refused) return
  for (const { promotion } of refused.turnedAway) {
    const note = `rejected: promotion ${refused.by.id} is under way in ${promotion.environment}; ask again when it is over`
    const end = (store: Stores) => store.promotions.move(promotion.id, ["waiting"], "failed", note)
    if (await endAudited(ports, promotion, { action: "reject-promotion", note, end })) tell(ports, promotion, note)
  }
}

function tell(ports: ServerPorts, { id, event, environment }: PromotionRecord, text: string): void {
  ports.progress.say([eventTopic(event), `promotion:${id}`], `promotion ${id} to ${environment}: ${text}`)
}

type Stores = Pick<ServerPorts["store"], "promotions" | "audit">

/** Ends a promotion and enters that in the audit trail, both or neither. False if it does not wait any more. */
function endAudited(
  ports: ServerPorts,
  { id, release, environment }: PromotionRecord,
  { action, note, end }: { action: string; note: string; end: (store: Stores) => Promise<boolean> },
): Promise<boolean> {
  const subject = `promotion ${id} of ${shortDigest(release)} to ${environment}`
  return ports.store.transaction(async (store) => {
    const hasEnded = await end(store)
    if (hasEnded) {
      await store.audit.append({ at: ports.clock.now(), person: "slipway", action, subject, detail: note })
    }
    return hasEnded
  })
}
