import type { ApprovalRule, GateDefinition } from "../definition/schema/gate-schema.ts"
import { formatDuration } from "../shared/duration.ts"
import { isTrusted } from "./checks-gate.ts"
import { citing } from "./citing.ts"
import type { EffectiveRules } from "./effective-rules.ts"
import { type GateAnswer, met, unknown, waiting } from "./gate-answer.ts"
import type { ApprovalFact, PromotionFacts } from "./promotion-facts.ts"

/**
 * Enough different people with the role said yes to this very release under these very rules, none of them excluded and
 * none too long ago, by signers that `trust:` names. An approval under other rules is void.
 */
export function approvalGate(
  gate: string,
  definition: GateDefinition,
  rules: EffectiveRules,
  facts: PromotionFacts,
): GateAnswer {
  const approval = definition.approval
  if (!approval) return met(gate, "no approval is asked for")
  if (approval.exclude.length > 0 && facts.brought?.kind === "unknown") {
    return unknown(gate, `nobody can tell who wrote what it brings: ${facts.brought.why}`)
  }
  const eligible = approversOf(approval, rules, facts)
  const given = lastOfEach(facts.approvals.filter((fact) => fact.gate === gate && fact.rules === rules.hash))
  const unreadable = given.find((fact) => fact.proof.kind !== "valid")
  if (unreadable) return unknown(gate, `the approval of ${unreadable.person} cannot be verified`)
  const expires = definition.expires ?? Number.POSITIVE_INFINITY
  const valid = given.filter((fact) => isTrusted(fact.proof, rules) && eligible.includes(fact.person))
  const counting = valid.filter((fact) => facts.now - fact.at < expires)
  const people = counting.map((fact) => fact.person)
  const cited = (answer: GateAnswer) => citing(answer, counting)
  if (people.length >= approval.count) return cited(met(gate, `approved by ${people.join(" and ")}`))
  const missing = approval.count - people.length
  const open = eligible.filter((person) => !people.includes(person))
  if (open.length < missing) {
    const few = `needs ${missing} more with role ${approval.role}, and only ${open.length} may approve this release`
    return cited(waiting(gate, few, open))
  }
  const lapsed = valid.length > counting.length ? ` (approvals hold ${formatDuration(expires)})` : ""
  const already = people.length > 0 ? `approved by ${people.join(" and ")}; ` : ""
  return cited(waiting(gate, `${already}needs the approval of ${missing} with role ${approval.role}${lapsed}`, open))
}

/** What each person said last, as far as it was not taken back. */
function lastOfEach(approvals: readonly ApprovalFact[]): readonly ApprovalFact[] {
  return [...new Map(approvals.map((fact) => [fact.person, fact])).values()].filter(({ isRevoked }) => !isRevoked)
}

/** What decides who is excluded. */
export type Writers = Pick<PromotionFacts, "author" | "committer" | "brought">

/**
 * Who may approve or override: has the role and is not excluded as author or committer, by e-mail address, of the release's
 * commit or of any other that it brings. Nobody, where that excludes and nobody can tell what it brings.
 */
export function approversOf(
  approval: Pick<ApprovalRule, "role" | "exclude">,
  rules: EffectiveRules,
  facts: Writers,
): string[] {
  const { brought } = facts
  if (approval.exclude.length > 0 && brought?.kind === "unknown") return []
  const emails = approval.exclude.flatMap((who) => [
    facts[who].email,
    ...(brought?.kind === "known" ? brought[who] : []),
  ])
  const excluded = new Set(emails.map((email) => email.toLowerCase()))
  return Object.entries(rules.people)
    .filter(([, person]) => person.roles.includes(approval.role))
    .filter(([, person]) => !person.emails.some((email) => excluded.has(email.toLowerCase())))
    .map(([name]) => name)
}

/** Why a person is not among those who may. */
export function whyExcluded(
  { role, exclude }: Pick<ApprovalRule, "role" | "exclude">,
  person: string,
  { people }: EffectiveRules,
  { brought }: Writers,
): string {
  if (!people[person]?.roles.includes(role)) return `${person} does not have the role ${role}`
  if (brought?.kind === "unknown") return `nobody can tell whether ${person} wrote any of it (${brought.why})`
  return `${person} is the ${exclude.join(" or ")} of a commit that it brings`
}
