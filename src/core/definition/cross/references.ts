import type { Definition } from "../schema/definition-schema.ts"
import type { Path } from "../source/source-value.ts"
import { ownedJobs } from "./owned-jobs.ts"

/** What a name can be the name of. */
export type ReferenceKind = "environment" | "gate" | "test" | "target" | "service" | "service or resource" | "job"

/** A place where a definition names something that is declared elsewhere in it. */
export interface Reference {
  readonly kind: ReferenceKind
  readonly name: string
  readonly path: Path
  /** For jobs: the service or package whose jobs need no prefix there. */
  readonly owner?: string
}

/** Every name that must be declared elsewhere. */
export function* referencesOf(definition: Definition): Generator<Reference> {
  for (const { owner, path, job } of ownedJobs(definition)) {
    yield* each("job", job.needs, [...path, "needs"], owner)
    yield* each("environment", job.if?.environment, [...path, "if", "environment"])
  }
  for (const [name, service] of Object.entries(definition.services)) {
    const path = ["services", name]
    yield* each("job", service.image.needs, [...path, "image", "needs"], name)
    yield* each("service or resource", service.needs, [...path, "needs"])
  }
  for (const [name, test] of Object.entries(definition.tests)) {
    yield* each("job", test.needs, ["tests", name, "needs"], "")
  }
  for (const [name, environment] of Object.entries(definition.environments)) {
    const path = ["environments", name]
    yield { kind: "target", name: environment.target, path: [...path, "target"] }
    yield* each("gate", environment.gates, [...path, "gates"])
    yield* each("test", environment.verify, [...path, "verify"])
    yield* each("job", environment.after, [...path, "after"], "")
    yield* each("service", environment.mocks, [...path, "mocks"])
    for (const [index, way] of environment.from.entries()) {
      yield* each("gate", way.gates, [...path, "from", index, "gates"])
      if (!("environment" in way)) continue
      yield { kind: "environment", name: way.environment, path: [...path, "from", index, "environment"] }
    }
  }
  for (const [name, gate] of Object.entries(definition.gates)) {
    if (gate.soak) yield { kind: "environment", name: gate.soak.in, path: ["gates", name, "soak", "in"] }
  }
  for (const name of Object.keys(definition.always ?? {})) yield { kind: "environment", name, path: ["always", name] }
  for (const [name, { window }] of Object.entries(definition.migrations ?? {})) {
    if (window !== undefined) yield { kind: "gate", name: window, path: ["migrations", name, "window"] }
  }
}

function* each(
  kind: ReferenceKind,
  names: readonly string[] | undefined,
  path: Path,
  owner?: string,
): Generator<Reference> {
  for (const [index, name] of (names ?? []).entries()) {
    yield { kind, name, path: [...path, index], ...(owner !== undefined && { owner }) }
  }
}
