import { safeParse, type z } from "zod"
import { type Definition, definitionSchema } from "../schema/definition-schema.ts"
import { entriesUnder, type SourceValue } from "../source/source-value.ts"
import type { CrossView, DeclaredNames } from "./finding.ts"
import { jobId } from "./owned-jobs.ts"
import { soundPart } from "./sound-part.ts"

type Schema = z.core.$ZodType

/** The view of a file that has mistakes: what is sound of it, entry by entry, and all names that it declares. */
export function partialView(root: SourceValue): CrossView {
  const parts: Record<string, unknown> = { version: 1, project: "project" }
  const incomplete = new Set<string>()
  for (const [key, schema] of Object.entries<Schema>(definitionSchema.shape)) {
    const source = root.kind === "mapping" ? root.entries.get(key)?.value : undefined
    const whole = safeParse(schema, source?.plain)
    if (whole.success) {
      if (whole.data !== undefined) parts[key] = whole.data
      continue
    }
    incomplete.add(key)
    const left = safeParse(schema, source && soundPart(schema, source))
    if (left.success && left.data !== undefined) parts[key] = left.data
  }
  // Every key is now there and parsed by its own schema; those that a file must have were set first.
  const definition = parts as Definition
  return { definition, names: declaredNames(root), complete: (...keys) => !keys.some((key) => incomplete.has(key)) }
}

function declaredNames(root: SourceValue): DeclaredNames {
  const names = (key: string) => new Set(entriesUnder(root, key).keys())
  const jobs = [...names("jobs")].map((name) => jobId("", name))
  for (const kind of ["services", "packages"]) {
    for (const [owner, { value }] of entriesUnder(root, kind)) {
      for (const name of entriesUnder(value, "jobs").keys()) jobs.push(jobId(owner, name))
    }
  }
  return {
    environments: names("environments"),
    gates: names("gates"),
    tests: names("tests"),
    targets: names("targets"),
    services: names("services"),
    packages: names("packages"),
    resources: names("resources"),
    jobs: new Set(jobs),
  }
}
