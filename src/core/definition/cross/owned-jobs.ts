import type { Definition } from "../schema/definition-schema.ts"
import type { JobDefinition } from "../schema/job-schema.ts"
import type { Path } from "../source/source-value.ts"

/** A job with whom it belongs to. */
export interface OwnedJob {
  /** Name of the service or package; empty for the jobs of the repository as a whole. */
  readonly owner: string
  readonly name: string
  readonly path: Path
  readonly job: JobDefinition
}

/** Every job of a definition: the repository's, the packages', the services'. */
export function* ownedJobs(definition: Pick<Definition, "jobs" | "packages" | "services">): Generator<OwnedJob> {
  for (const [name, job] of Object.entries(definition.jobs)) yield { owner: "", name, path: ["jobs", name], job }
  for (const kind of ["packages", "services"] as const) {
    for (const [owner, { jobs }] of Object.entries(definition[kind])) {
      for (const [name, job] of Object.entries(jobs)) yield { owner, name, path: [kind, owner, "jobs", name], job }
    }
  }
}

/** The one name of a job that is needed as `lint` by a job beside it, or as `contract:build` from elsewhere. */
export function jobId(owner: string, reference: string): string {
  return reference.includes(":") ? reference : `${owner}:${reference}`
}
