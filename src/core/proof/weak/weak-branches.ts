import { quote } from "../../definition/quote.ts"
import type { Definition } from "../../definition/schema/definition-schema.ts"
import type { EnvironmentDefinition } from "../../definition/schema/environment-schema.ts"
import type { Path } from "../../definition/source/source-value.ts"
import type { WeaknessRule } from "../weakness.ts"
import { likelyPairs } from "./likely-pairs.ts"

/** Patterns that also match what they are not meant for: what anybody pushes, and gets a preview of. */
export const weakBranches: WeaknessRule = function* ({ branches, environments }, _, find) {
  const exampleOf = (a: string, b: string) => {
    const example = find({ all: [{ matches: [a] }, { matches: [b] }] })
    return example.kind === "found" ? example.ref : undefined
  }
  const previews = [...pushes(environments, ({ ephemeral }) => ephemeral !== undefined)]
  const permanent = [...pushes(environments, ({ ephemeral }) => ephemeral === undefined)]
  for (const [preview, other] of likelyPairs(previews, permanent)) {
    const example = preview.pattern === other.pattern ? undefined : exampleOf(preview.pattern, other.pattern)
    if (example === undefined) continue
    const message = `a push to ${example} gets a preview in ${quote(preview.environment)}, and goes to ${quote(other.environment)} as well`
    const suggestion = `let only one of ${quote(preview.pattern)} and ${quote(other.pattern)} match it`
    const { path } = preview
    yield { code: "branch-patterns-overlap", severity: "warning", message, path, on: "value", suggestion }
  }
  const protectedOnes = branches.protected.map((pattern, index) => ({ pattern, index }))
  const told = new Set<string>()
  for (const [{ pattern, index }, preview] of likelyPairs(protectedOnes, previews)) {
    const example = told.has(pattern) ? undefined : exampleOf(pattern, preview.pattern)
    if (example === undefined) continue
    told.add(pattern)
    const message = `${example} would be protected: whatever is pushed there counts as reviewed`
    const suggestion = `name the branches that are; ${quote(preview.environment)} is for those that are not`
    const path = ["branches", "protected", index]
    yield { code: "protected-too-wide", severity: "warning", message, path, on: "value", suggestion }
  }
}

interface PushedPattern {
  readonly environment: string
  readonly pattern: string
  readonly path: Path
}

/** Patterns of branches whose pushes are deployed by themselves. */
function* pushes(
  environments: Definition["environments"],
  isWanted: (environment: EnvironmentDefinition) => boolean,
): Generator<PushedPattern> {
  for (const [name, environment] of Object.entries(environments)) {
    if (!isWanted(environment)) continue
    for (const [index, way] of environment.from.entries()) {
      if (!("branch" in way) || way.when?.kind === "tag" || way.when?.kind === "manual") continue
      for (const [at, pattern] of way.branch.entries()) {
        yield { environment: name, pattern, path: ["environments", name, "from", index, "branch", at] }
      }
    }
  }
}
