import { jobId, ownedJobs } from "../definition/cross/owned-jobs.ts"
import { pushedBranches } from "../definition/pushed-branches.ts"
import type { Definition } from "../definition/schema/definition-schema.ts"
import type { JobDefinition } from "../definition/schema/job-schema.ts"
import type { RefCondition } from "../shared/example-ref.ts"

/** What is known of one job of the definition. */
export interface ProvenJob {
  readonly owner: string
  readonly name: string
  readonly job: JobDefinition
  /** The branches whose pushes run it: its own `if` and those of all that it needs. */
  readonly runsOn: RefCondition
}

/** Every job by its id (`gateway:unit`, the repository's own `:lint`). */
export function jobsOnBranches(definition: Definition): ReadonlyMap<string, ProvenJob> {
  const all = [...ownedJobs(definition)]
  const jobs = new Map(all.map((one) => [jobId(one.owner, one.name), one]))
  const pushes = new Map(Object.keys(definition.environments).map((name) => [name, pushedTo(definition, name)]))
  return new Map(
    all.map(({ owner, name, job }) => {
      const id = jobId(owner, name)
      const needed = new Set([id])
      for (const one of needed) {
        const found = jobs.get(one)
        for (const need of found?.job.needs ?? []) needed.add(jobId(found?.owner ?? "", need))
      }
      const conditions = [...needed].flatMap((one) => conditionsOf(jobs.get(one)?.job, pushes))
      return [id, { owner, name, job, runsOn: conditions.length === 0 ? true : { all: conditions } }]
    }),
  )
}

/** A release is built by the push of a branch, so what runs for tags alone says nothing about it. */
function conditionsOf(job: JobDefinition | undefined, pushes: ReadonlyMap<string, readonly string[]>): RefCondition[] {
  if (job?.on !== undefined) return [false]
  if (!job?.if) return []
  const { branch, tag, environment } = job.if
  const ofRef: RefCondition[] = branch ? [{ matches: branch }] : tag ? [false] : []
  const ofEnvironment = environment ? [{ matches: environment.flatMap((name) => pushes.get(name) ?? []) }] : []
  return [...ofRef, ...ofEnvironment]
}

/** Branches whose push is deployed there by itself. */
function pushedTo(definition: Definition, environment: string): readonly string[] {
  return (definition.environments[environment]?.from ?? []).flatMap(pushedBranches)
}
