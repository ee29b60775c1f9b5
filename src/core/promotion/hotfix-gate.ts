import type { EffectiveRules } from "./effective-rules.ts"
import { type GateAnswer, met, notMet, unknown } from "./gate-answer.ts"
import type { PromotionFacts } from "./promotion-facts.ts"

/** Commits that a sentence names; it says how many more there are. */
const NAMED = 3

/** A release contains the hotfix that runs where it enters: otherwise what was mended there would break again. */
export function hotfixGate({ template }: EffectiveRules, { hotfix }: PromotionFacts): readonly GateAnswer[] {
  if (!hotfix) return []
  const { branch, commit, missing } = hotfix
  const what = `the hotfix of ${branch} that runs in ${template}`
  if ("unknown" in missing)
    return [unknown("hotfix", `nobody can tell whether it contains ${what}: ${missing.unknown}`)]
  const { commits } = missing
  if (commits.length === 0) return [met("hotfix", `it contains ${what}`)]
  const named = commits.slice(0, NAMED).map((one) => one.slice(0, 12))
  const more = commits.length - named.length
  const lacks = `${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}`
  const sentence = `it lacks ${what} (${lacks}): git merge ${commit.slice(0, 12)}, and make a release of that`
  return [notMet("hotfix", sentence)]
}
