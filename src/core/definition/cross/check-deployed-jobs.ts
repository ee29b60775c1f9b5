import { quote } from "../quote.ts"
import type { CrossRule } from "./finding.ts"
import { jobId, ownedJobs } from "./owned-jobs.ts"

/** A job `on: deployed` is one of the repository, named by an environment, and nothing that is built waits for it. */
export const checkDeployedJobs: CrossRule = function* ({ definition }) {
  const code = "deployed-job-misplaced"
  const all = [...ownedJobs(definition)]
  const deployed = new Set(all.filter(({ job }) => job.on !== undefined).map(({ owner, name }) => jobId(owner, name)))
  const named = new Set(Object.values(definition.environments).flatMap(({ after }) => after))
  for (const { owner, name, path, job } of all) {
    const at = { code, path: [...path, "on"], on: "key" } as const
    if (job.on !== undefined && owner !== "") {
      const suggestion = "move it to the 'jobs' of the repository, and name it under 'after' of an environment"
      yield { ...at, message: "only jobs of the repository run once an environment is deployed", suggestion }
    } else if (job.on !== undefined && !named.has(name)) {
      const suggestion = `add 'after: [${name}]' to an environment`
      yield { ...at, message: `no environment names ${quote(name)}, so it never runs`, suggestion }
    }
    for (const [index, need] of job.needs.entries()) {
      if (job.on !== undefined || !deployed.has(jobId(owner, need))) continue
      const message = `${quote(need)} runs only once an environment is deployed`
      const suggestion = `leave it out, or give ${quote(name)} 'on: deployed' too`
      yield { code, message, path: [...path, "needs", index], on: "value", suggestion }
    }
  }
}
