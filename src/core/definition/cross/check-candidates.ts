import type { Definition } from "../schema/definition-schema.ts"
import type { CrossRule } from "./finding.ts"
import { jobId, ownedJobs } from "./owned-jobs.ts"

/** A job `in: image` needs an image of its own service that can run, and that does not wait for the job. */
export const checkCandidates: CrossRule = function* ({ definition }) {
  for (const { owner, name, path, job } of ownedJobs(definition)) {
    if (job.in !== "image") continue
    const service = definition.services[owner]
    const problem = !service
      ? (["only a service has an image", "leave 'in' out"] as const)
      : job.container !== undefined
        ? (["it runs in its service's image, not in a 'container'", "leave one of them out"] as const)
        : !hasBase(service.image)
          ? (["the image of its service has no base to run on", "give 'image' a 'base'"] as const)
          : waitsFor(definition, owner, jobId(owner, name))
            ? (["the image of its service needs this very job", "remove it from what the image needs"] as const)
            : undefined
    if (!problem) continue
    const [message, suggestion] = problem
    yield { code: "candidate-impossible", message, path: [...path, "in"], on: "key", suggestion }
  }
}

function hasBase(image: Definition["services"][string]["image"]): boolean {
  return image.builder !== "node" || image.base !== undefined
}

/** Whether the image of a service is built only after the job. */
function waitsFor(definition: Definition, service: string, wanted: string): boolean {
  const jobs = new Map([...ownedJobs(definition)].map((one) => [jobId(one.owner, one.name), one]))
  const imageNeeds = (owner: string) =>
    (definition.services[owner]?.image.needs ?? []).map((need) => jobId(owner, need))
  const seen = new Set(imageNeeds(service))
  for (const id of seen) {
    if (id === wanted) return true
    const found = jobs.get(id)
    if (!found) continue
    for (const need of found.job.needs) seen.add(jobId(found.owner, need))
    if (found.job.in === "image") for (const need of imageNeeds(found.owner)) seen.add(need)
  }
  return false
}
