import type { WayIn } from "./schema/environment-schema.ts"

/** Patterns of the branches whose push takes a way in: what they build enters, or is what was to be merged there. */
export function pushedBranches({ when, ...source }: WayIn): readonly string[] {
  if (when?.kind === "branch") return [when.branch]
  return "branch" in source && when?.kind !== "tag" && when?.kind !== "manual" ? source.branch : []
}
