import type { GateDefinition } from "../definition/schema/gate-schema.ts"
import { formatDuration } from "../shared/duration.ts"
import { isTrusted } from "./checks-gate.ts"
import type { EffectiveRules } from "./effective-rules.ts"
import { type GateAnswer, met, unknown, waiting } from "./gate-answer.ts"
import type { PromotionFacts } from "./promotion-facts.ts"

type Approval = NonNullable<GateDefinition["approval"]>

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
  const eligible = approversOf(approval, rules, facts)
  const given = facts.approvals.filter((fact) => fact.gate === gate && fact.rules === rules.hash)
  const unreadable = given.find((fact) => fact.proof.kind !== "valid")
  if (unreadable) return unknown(gate, `the approval of ${unreadable.person} cannot be verified`)
  const expires = definition.expires ?? Number.POSITIVE_INFINITY
  const valid = given.filter((fact) => isTrusted(fact.proof, rules) && eligible.includes(fact.person))
  const counting = valid.filter((fact) => facts.now - fact.at < expires)
  const people = [...new Set(counting.map((fact) => fact.person))]
  if (people.length >= approval.count) return met(gate, `approved by ${people.join(" and ")}`)
  const missing = approval.count - people.length
  const open = eligible.filter((person) => !people.includes(person))
  if (open.length < missing) {
    return waiting(
      gate,
      `needs ${missing} more with role ${approval.role}, and only ${open.length} may approve this release`,
      open,
    )
  }
  const lapsed = valid.length > counting.length ? ` (approvals hold ${formatDuration(expires)})` : ""
  return waiting(gate, `needs the approval of ${missing} with role ${approval.role}${lapsed}`, open)
}

/** Who may approve: has the role and is not excluded as author or committer (by e-mail address). */
export function approversOf(
  approval: Approval,
  rules: EffectiveRules,
  facts: Pick<PromotionFacts, "author" | "committer">,
): string[] {
  const excluded = new Set(approval.exclude.map((who) => facts[who].email.toLowerCase()))
  return Object.entries(rules.people)
    .filter(([, person]) => person.roles.includes(approval.role))
    .filter(([, person]) => !person.emails.some((email) => excluded.has(email.toLowerCase())))
    .map(([name]) => name)
}
