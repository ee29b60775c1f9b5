import type { Definition } from "../definition/schema/definition-schema.ts"
import type { WayIn } from "../definition/schema/environment-schema.ts"
import { matchesAny } from "../shared/ref-pattern.ts"

/**
 * Whether what a branch builds is a hotfix for an environment: the branch is not protected, and its way in goes around
 * what another one demands, an environment before it, a tag, or the environment's own gates. Previews have none.
 */
export function isHotfixBranch(rules: Definition, template: string, branch: string): boolean {
  const environment = rules.environments[template]
  if (!environment || environment.ephemeral || matchesAny(rules.branches.protected, branch)) return false
  return environment.from.some(
    (way) =>
      "branch" in way &&
      matchesAny(way.branch, branch) &&
      environment.from.some((other) => other !== way && goesAround(way, other)),
  )
}

function goesAround(way: WayIn, other: WayIn): boolean {
  if ("environment" in other || way.gates !== undefined) return true
  return other.when?.kind === "tag" && way.when?.kind !== "tag"
}
