import type { Definition } from "../definition/schema/definition-schema.ts"

/** Environments that no other one takes its releases from: where the ways of releases end. */
export function endsOfWays({ environments }: Definition): readonly string[] {
  const taken = new Set(
    Object.values(environments).flatMap(({ from }) =>
      from.flatMap((way) => ("environment" in way ? [way.environment] : [])),
    ),
  )
  return Object.keys(environments).filter((name) => !taken.has(name))
}

/** Those of them that stay: previews are where nothing ends but a branch. */
export function lastEnvironments(definition: Definition): readonly string[] {
  return endsOfWays(definition).filter((name) => !definition.environments[name]?.ephemeral)
}
