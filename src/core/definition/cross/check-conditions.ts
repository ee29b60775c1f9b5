import type { CrossRule } from "./finding.ts"
import { jobId, ownedJobs } from "./owned-jobs.ts"

/** An image is built for every push: what becomes part of it cannot depend on which push it is. */
export const checkConditions: CrossRule = function* ({ definition }) {
  const jobs = new Map(
    [...ownedJobs(definition)].map(({ owner, name, job }) => [
      jobId(owner, name),
      { isConditional: job.if !== undefined, needs: job.needs.map((need) => jobId(owner, need)) },
    ]),
  )
  for (const [service, { image }] of Object.entries(definition.services)) {
    for (const [index, need] of (image.needs ?? []).entries()) {
      const found = conditionalAmong(jobId(service, need))
      if (found === undefined) continue
      const message = `the image needs '${found}' for every push, but its 'if' leaves it out of some`
      const suggestion = "remove its 'if', or split the job"
      const path = ["services", service, "image", "needs", index]
      yield { code: "image-need-conditional", message, path, on: "value", suggestion }
    }
  }

  /** The job itself, or one that it needs, that has an `if`. */
  function conditionalAmong(id: string): string | undefined {
    const seen = new Set([id])
    for (const one of seen) {
      const job = jobs.get(one)
      if (job?.isConditional) return one.replace(/^:/, "")
      for (const need of job?.needs ?? []) seen.add(need)
    }
    return undefined
  }
}
