import type { Definition } from "../definition/schema/definition-schema.ts"

/** Permanent environments that no other one takes its releases from: where the way of a release ends. */
export function lastEnvironments({ environments }: Definition): readonly string[] {
  const taken = new Set(
    Object.values(environments).flatMap(({ from }) =>
      from.flatMap((way) => ("environment" in way ? [way.environment] : [])),
    ),
  )
  return Object.keys(environments).filter((name) => !environments[name]?.ephemeral && !taken.has(name))
}
