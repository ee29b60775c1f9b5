import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import { commitSubject, PREDICATE, type Review } from "../../core/evidence/statement.ts"
import type { EffectiveRules } from "../../core/promotion/effective-rules.ts"
import type { CommitReview, ReviewFact } from "../../core/promotion/promotion-facts.ts"
import type { CommitFacts } from "../../ports/repository.ts"
import type { PromotionRecord } from "../../ports/store/promotion-store.ts"
import { broughtCommits } from "./brought-commits.ts"
import { prove } from "./prove-entry.ts"
import type { ServerPorts } from "./server-ports.ts"

/** Who has reviewed what a release brings where it enters; null where no gate asks for that. */
export async function loadReviews(
  ports: ServerPorts,
  rules: Definition,
  { gates }: EffectiveRules,
  promotion: Pick<PromotionRecord, "commit" | "environment">,
): Promise<ReviewFact | null> {
  if (!Object.values(gates).some(({ review }) => review)) return null
  const brought = await broughtCommits(ports, rules, promotion)
  if (!brought.ok) return { kind: "unknown", why: brought.failure.message }
  return { kind: "known", commits: await Promise.all(brought.value.map((one) => reviewsOf(ports, one))) }
}

async function reviewsOf(ports: ServerPorts, { commit, author, committer }: CommitFacts): Promise<CommitReview> {
  const entries = await ports.store.ledger.bySubject(commitSubject(commit).digest, PREDICATE.review)
  const reviews = entries.map(async (entry) => {
    const { proof, predicate } = await prove<Review>(ports, entry)
    return { person: (predicate ?? (entry.predicate as Review)).person, proof }
  })
  return { commit, emails: [author.email, committer.email], reviews: await Promise.all(reviews) }
}
