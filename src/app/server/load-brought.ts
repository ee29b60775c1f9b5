import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import type { EffectiveRules } from "../../core/promotion/effective-rules.ts"
import type { BroughtFact } from "../../core/promotion/promotion-facts.ts"
import type { PromotionRecord } from "../../ports/store/promotion-store.ts"
import { broughtCommits } from "./brought-commits.ts"
import type { ServerPorts } from "./server-ports.ts"

/** Who wrote what a release brings where it enters; null where no gate excludes them. */
export async function loadBrought(
  ports: ServerPorts,
  rules: Definition,
  { gates }: EffectiveRules,
  promotion: Pick<PromotionRecord, "commit" | "environment">,
): Promise<BroughtFact | null> {
  const excluded = Object.values(gates).flatMap(({ approval, override }) => [
    ...(approval?.exclude ?? []),
    ...(override?.exclude ?? []),
  ])
  if (excluded.length === 0) return null
  const brought = await broughtCommits(ports, rules, promotion)
  if (!brought.ok) return { kind: "unknown", why: brought.failure.message }
  const unique = (emails: readonly string[]) => [...new Set(emails)]
  return {
    kind: "known",
    author: unique(brought.value.map(({ author }) => author.email)),
    committer: unique(brought.value.map(({ committer }) => committer.email)),
  }
}
