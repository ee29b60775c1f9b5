import { quote } from "../quote.ts"
import { matchesRef } from "../ref-pattern.ts"
import type { CrossRule } from "./finding.ts"

/** Branches that are named must be among those that are allowed. */
export const checkBranches: CrossRule = function* ({ definition: { branches, environments }, complete }) {
  const { allowed } = branches
  if (!allowed || !complete("branches")) return
  // A pattern counts as allowed when it matches as if it were a name: 'feature/*' does under 'feature/*' and '**'.
  const isAllowed = (pattern: string) => allowed.some((one) => matchesRef(one, pattern))
  for (const [index, pattern] of branches.protected.entries()) {
    if (isAllowed(pattern)) continue
    const message = `the protected branch ${quote(pattern)} is not among the allowed ones`
    const path = ["branches", "protected", index]
    yield { code: "branch-not-allowed", message, path, on: "value", suggestion: "add it to 'branches.allowed'" }
  }
  for (const [name, { from }] of Object.entries(environments)) {
    for (const [index, way] of from.entries()) {
      if (!("branch" in way)) continue
      for (const [at, pattern] of way.branch.entries()) {
        if (isAllowed(pattern)) continue
        const message = `no allowed branch is called ${quote(pattern)}`
        const path = ["environments", name, "from", index, "branch", at]
        yield { code: "branch-not-allowed", message, path, on: "value", suggestion: "add it to 'branches.allowed'" }
      }
    }
  }
}
