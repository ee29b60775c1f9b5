import type { CrossRule } from "./finding.ts"
import { holdersOf, unheld } from "./unheld-role.ts"

/** Rights of roles that nobody has. */
export const checkRights: CrossRule = function* ({ definition: { rights, people }, complete }) {
  if (!complete("people")) return
  for (const [right, role] of Object.entries(rights)) {
    if (role !== undefined && holdersOf(role, people) === 0) yield unheld(role, people, ["rights", right])
  }
}
