import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import type { ReleaseVersion } from "../../core/release/version.ts"
import type { Entry } from "../../core/routing/route.ts"
import { nameOf, tagFits } from "../../core/routing/route-event.ts"

/** Permanent environments whose way in waits for such a version, with the environment they take it from. */
export function versionEntries(
  rules: Definition,
  version: Pick<ReleaseVersion, "kind" | "tag">,
): readonly { readonly upstream: string; readonly entry: Entry }[] {
  return Object.entries(rules.environments).flatMap(([template, definition]) =>
    definition.from.flatMap((way, wayIn) => {
      if (!("environment" in way) || way.when.kind !== "tag") return []
      if (!tagFits(way.when.tag, version.tag, version.kind)) return []
      const upstream = rules.environments[way.environment]
      if (!upstream) return []
      const environment = nameOf(rules, template, definition, null)
      const entry = { template, wayIn, environment, ephemeral: false }
      return [{ upstream: nameOf(rules, way.environment, upstream, null), entry }]
    }),
  )
}
