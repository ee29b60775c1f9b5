import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import { commitSubject, PREDICATE, type Review } from "../../core/evidence/statement.ts"
import type { EffectiveRules } from "../../core/promotion/effective-rules.ts"
import type { CommitReview, ReviewFact } from "../../core/promotion/promotion-facts.ts"
import type { CommitFacts } from "../../ports/repository.ts"
import type { PromotionRecord } from "../../ports/store/promotion-store.ts"
import { prove } from "./prove-entry.ts"
import type { ServerPorts } from "./server-ports.ts"

/** Commits between two releases that are looked at one by one. */
const MOST = 1000

/** Who has reviewed what a release brings where it enters; null where no gate asks for that. */
export async function loadReviews(
  ports: ServerPorts,
  rules: Definition,
  { gates }: EffectiveRules,
  { commit, environment }: Pick<PromotionRecord, "commit" | "environment">,
): Promise<ReviewFact | null> {
  if (!Object.values(gates).some(({ review }) => review)) return null
  const since = await runningCommit(ports, rules, environment)
  const brought = await ports.repository.log(since, commit, MOST + 1)
  if (!brought.ok) return { kind: "unknown", why: brought.failure.message }
  if (brought.value.length > MOST) return { kind: "unknown", why: `it brings more than ${MOST} commits` }
  return { kind: "known", commits: await Promise.all(brought.value.map((one) => reviewsOf(ports, one))) }
}

/** What runs there; where nothing does, what was pushed first of all: nobody could review that here. */
async function runningCommit({ store }: ServerPorts, rules: Definition, environment: string): Promise<string | null> {
  const record = await store.environments.get(environment)
  const running = record?.current ? await store.environments.getDeployment(record.current) : undefined
  if (running) return running.commit
  const first = await store.events.firstOf(`refs/heads/${rules.branches.protected[0]}`)
  return first?.commit ?? null
}

async function reviewsOf(ports: ServerPorts, { commit, author, committer }: CommitFacts): Promise<CommitReview> {
  const entries = await ports.store.ledger.bySubject(commitSubject(commit).digest, PREDICATE.review)
  const reviews = entries.map(async (entry) => {
    const { proof, predicate } = await prove<Review>(ports, entry)
    return { person: (predicate ?? (entry.predicate as Review)).person, proof }
  })
  return { commit, emails: [author.email, committer.email], reviews: await Promise.all(reviews) }
}
