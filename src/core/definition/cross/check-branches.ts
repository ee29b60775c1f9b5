import { covers } from "../pattern-cover.ts"
import { quote } from "../quote.ts"
import type { CrossRule } from "./finding.ts"

/** Branches that are named must be among those that are allowed. */
export const checkBranches: CrossRule = function* ({ definition: { branches, environments }, complete }) {
  const { allowed } = branches
  if (!allowed || !complete("branches")) return
  const isAllowed = (pattern: string) => allowed.some((one) => covers(one, pattern))
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
        const message = `not every branch that ${quote(pattern)} matches is allowed`
        const path = ["environments", name, "from", index, "branch", at]
        yield { code: "branch-not-allowed", message, path, on: "value", suggestion: "add it to 'branches.allowed'" }
      }
    }
  }
}
