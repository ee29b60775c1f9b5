import type { Definition } from "./schema/definition-schema.ts"

/** What is read from the tip of the protected branch (`architecture.md`, Which definition counts). */
export const rulesKeys = [
  "project",
  "branches",
  "people",
  "trust",
  "rights",
  "registry",
  "publish",
  "scanner",
  "resources",
  "targets",
  "gates",
  "environments",
  "always",
  "migrations",
] as const satisfies readonly (keyof Definition)[]

/** What is read from the commit at hand. */
export const buildKeys = [
  "services",
  "packages",
  "jobs",
  "tests",
  "policies",
] as const satisfies readonly (keyof Definition)[]

/** The rules: who may do what, where releases run, and what must be true before. */
export type Rules = Pick<Definition, (typeof rulesKeys)[number]>

/** What is built and tested: services with their images, packages, jobs and tests. */
export type Build = Pick<Definition, (typeof buildKeys)[number]>

export function rulesHalf(definition: Definition): Rules {
  return Object.freeze(pick(definition, rulesKeys))
}

export function buildHalf(definition: Definition): Build {
  return Object.freeze(pick(definition, buildKeys))
}

/** Which half a top-level key belongs to. `version` belongs to the file that is read. */
export function halfOf(key: string | number | undefined): "rules" | "build" {
  return (buildKeys as readonly unknown[]).includes(key) ? "build" : "rules"
}

function pick<K extends keyof Definition>(definition: Definition, keys: readonly K[]): Pick<Definition, K> {
  // Keys that are not there stay away: `registry: undefined` has another canonical form than no registry.
  const present = keys.filter((key) => key in definition)
  return Object.fromEntries(present.map((key) => [key, definition[key]])) as Pick<Definition, K>
}
