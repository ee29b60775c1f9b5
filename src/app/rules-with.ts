import { effectiveDefinition } from "../core/definition/effective-definition.ts"
import type { Definition } from "../core/definition/schema/definition-schema.ts"
import { ok, type Result } from "../core/shared/result.ts"
import type { Repository } from "../ports/repository.ts"
import { definitionOf } from "./server/load-definitions.ts"

/** The protected branch's rules with the commit's build; the commit's own where that branch is not here. */
export async function rulesWith(repository: Repository, own: Definition): Promise<Result<Definition>> {
  const [rulesFrom = "main"] = own.branches.protected
  const tip = await repository.resolve(`refs/heads/${rulesFrom}`)
  if (!tip.ok) return ok(own)
  const rules = await definitionOf(repository, tip.value.commit)
  return rules.ok ? effectiveDefinition(rules.value, own) : rules
}
