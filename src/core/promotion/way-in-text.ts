import type { WayIn } from "../definition/schema/environment-schema.ts"

/** In words: what brings a release in by this way. */
export function wayInText(way: WayIn): string {
  const source = "environment" in way ? `verified in ${way.environment}` : `a push to ${way.branch.join(", ")}`
  switch (way.when?.kind) {
    case "tag":
      return way.when.tag === "candidate" || way.when.tag === "release"
        ? `${source}, then a ${way.when.tag} version`
        : `${source}, then a tag ${way.when.tag}`
    case "manual":
      return `${source}, then slipway promote`
    case "branch":
      return `${source}, then a merge into ${way.when.branch}`
    default:
      return source
  }
}
