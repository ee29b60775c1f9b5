import type { ReviewRule } from "../definition/schema/gate-schema.ts"
import { isTrusted } from "./checks-gate.ts"
import { citing } from "./citing.ts"
import type { EffectiveRules } from "./effective-rules.ts"
import { type GateAnswer, met, unknown, waiting } from "./gate-answer.ts"
import type { CommitReview, PromotionFacts } from "./promotion-facts.ts"

/**
 * Every commit that the release brings was let in by somebody else than who had proposed it: the commits on the way count
 * as much as the last one. Addresses in commits are anybody's to write, so they only exclude.
 */
export function reviewGate(gate: string, rule: ReviewRule, rules: EffectiveRules, facts: PromotionFacts): GateAnswer {
  const { reviews } = facts
  if (!reviews) return waiting(gate, "its commits have to be reviewed by others than their authors")
  if (reviews.kind === "unknown") return unknown(gate, `nobody can tell what was reviewed: ${reviews.why}`)
  const { commits } = reviews
  if (commits.length === 0) return met(gate, "it brings no commit that does not run there")
  const open = commits.filter((one) => countingReviews(one, rule, rules).length === 0)
  const damaged = open.find(({ reviews }) => reviews.some(({ proof }) => proof.kind === "unreadable"))
  if (damaged) return unknown(gate, `a review of ${shown(damaged)} cannot be verified`)
  const counting = commits.flatMap((one) => countingReviews(one, rule, rules))
  const first = open.at(-1)
  if (first) {
    const more = open.length > 1 ? `, and ${open.length - 1} more after it` : ""
    const by = rule.role === undefined ? "anybody but its author" : `anybody else with role ${rule.role}`
    return citing(waiting(gate, `${shown(first)} was not reviewed by ${by}${more}`), counting)
  }
  const people = [...new Set(counting.map(({ person }) => person))].sort()
  const count = commits.length === 1 ? "1 commit" : `${commits.length} commits`
  return citing(met(gate, `${count} reviewed by ${people.join(", ")}`), counting)
}

function countingReviews(
  { emails, reviews }: CommitReview,
  { role }: ReviewRule,
  rules: EffectiveRules,
): CommitReview["reviews"] {
  const authors = new Set(emails.map((email) => email.toLowerCase()))
  return reviews.filter(({ person, proof }) => {
    const known = Object.hasOwn(rules.people, person) ? rules.people[person] : undefined
    const isAuthor = known?.emails.some((email) => authors.has(email.toLowerCase())) ?? false
    const hasRole = role === undefined || (known?.roles.includes(role) ?? false)
    return isTrusted(proof, rules) && hasRole && !isAuthor
  })
}

function shown({ commit }: CommitReview): string {
  return `commit ${commit.slice(0, 12)}`
}
