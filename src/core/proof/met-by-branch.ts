import { jobId } from "../definition/cross/owned-jobs.ts"
import type { Definition } from "../definition/schema/definition-schema.ts"
import type { RefCondition } from "../shared/example-ref.ts"
import { jobsOnBranches, type ProvenJob } from "./jobs-on-branch.ts"
import type { Wanted } from "./requirement.ts"

/** For each term the branches whose builds have such evidence, wherever they go from there. */
export type MetByBranch = (wanted: Wanted) => RefCondition

/** What is known of a release by its build alone: its branch, its builder, its jobs. */
export function metByBranch(definition: Definition): MetByBranch {
  const jobs = jobsOnBranches(definition)
  return (wanted) => {
    switch (wanted.kind) {
      case "protected":
        return { matches: definition.branches.protected }
      case "branch":
        return { matches: [wanted.pattern] }
      case "builder":
        return definition.trust.builders.every((builder) => wanted.builders.includes(builder))
      case "job":
        return { all: wantedJobs(definition, wanted).map((id) => jobs.get(id)?.runsOn ?? false) }
      case "coverage":
        return everyService(definition, jobs, ({ job }) => (job.coverage?.lines ?? -1) >= wanted.lines)
      default:
        return false
    }
  }
}

/** Ids of the jobs that `job:<name>` means; also of those that should be there. */
export function wantedJobs(
  definition: Definition,
  { owner, name }: Extract<Wanted, { readonly kind: "job" }>,
): readonly string[] {
  if (owner !== null) return [jobId(owner, name)]
  if (Object.hasOwn(definition.jobs, name)) return [jobId("", name)]
  return Object.keys(definition.services).map((service) => jobId(service, name))
}

/** A job that fails below its coverage is as good as a gate, if there is one for every service. */
function everyService(
  definition: Definition,
  jobs: ReadonlyMap<string, ProvenJob>,
  measures: (job: ProvenJob) => boolean,
): RefCondition {
  const services = Object.keys(definition.services)
  const ofService = (service: string) =>
    [...jobs.values()].filter((job) => job.owner === service && measures(job)).map(({ runsOn }) => runsOn)
  return services.length > 0 && { all: services.map((service) => ({ any: ofService(service) })) }
}
