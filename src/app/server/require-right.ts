import type { Right } from "../../core/definition/schema/rights-schema.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import { currentRules } from "./load-definitions.ts"
import type { ServerPorts } from "./server-ports.ts"
import { OWNER_SETTING } from "./tokens.ts"

const OWNERS_OWN: readonly Right[] = ["reject", "secrets"]
const VERBS = {
  reject: "reject",
  hold: "hold",
  rollback: "rollback",
  secrets: "set secrets",
  switch: "switch",
} as const

/**
 * Refuses whoever the rules do not let do this: the owner always may, and who has the role under `rights`. Where no role
 * is named, everybody with a token may hold, resume, switch and roll back, and only the owner may reject and set secrets.
 */
export async function requireRight(ports: ServerPorts, person: string, right: Right): Promise<Result<void>> {
  const owner = await ports.store.settings.get(OWNER_SETTING)
  if (owner === person) return ok(undefined)
  const rules = await currentRules(ports.repository)
  if (!rules.ok) return rules
  const { people, rights } = rules.value.definition
  const role = rights[right]
  if (role === undefined && !OWNERS_OWN.includes(right)) return ok(undefined)
  if (role !== undefined && people[person]?.roles.includes(role)) return ok(undefined)
  const able = Object.keys(people).filter((name) => role !== undefined && people[name]?.roles.includes(role))
  const why =
    role === undefined ? `only ${owner ?? "the owner"} may ${VERBS[right]}` : `${person} does not have the role ${role}`
  const hint =
    role === undefined
      ? `ask them, or name a role: rights: { ${right}: <role> }`
      : `ask ${[...able, owner].join(" or ")}`
  return fail("not-authorized", why, { hint })
}
