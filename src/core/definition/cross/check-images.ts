import { isWithin, placed } from "../place.ts"
import { quote } from "../quote.ts"
import type { CrossRule } from "./finding.ts"
import { jobId, ownedJobs } from "./owned-jobs.ts"

/** A Dockerfile can be built where it is, from what it needs, and run where its service is deployed. */
export const checkImages: CrossRule = function* ({ definition }) {
  const { services, packages, targets, environments } = definition
  const foldersOfJobs = new Map(
    [...ownedJobs(definition)].map(({ owner, name, job }) => {
      const folder = job.directory ?? (packages[owner] ?? services[owner])?.directory ?? "."
      return [jobId(owner, name), folder]
    }),
  )
  const byDockerfile = Object.entries(services).filter(([, { image }]) => image.builder === "dockerfile")
  for (const [service, { directory, image }] of byDockerfile) {
    if (image.builder !== "dockerfile") continue
    const context = placed(directory, image.context)
    const file = placed(directory, image.file)
    const path = ["services", service, "image"]
    if (!isWithin(context, file)) {
      const message = `${file} is not in ${context}, the folder that the build can copy from`
      const suggestion = "add 'context: /', the whole repository"
      yield { code: "context-narrow", message, path: [...path, "file"], on: "value", suggestion }
    }
    for (const [index, need] of image.needs.entries()) {
      const folder = foldersOfJobs.get(jobId(service, need))
      if (folder === undefined || isWithin(context, folder) || isWithin(folder, context)) continue
      const message = `what ${quote(need)} leaves lies in ${folder}, outside of ${context}, which the build can copy from`
      const suggestion = "add 'context: /', the whole repository"
      yield {
        code: "outputs-missing",
        severity: "warning",
        message,
        path: [...path, "needs", index],
        on: "value",
        suggestion,
      }
    }
  }
  const [first] = byDockerfile
  if (!first) return
  for (const [name, { target }] of Object.entries(environments)) {
    if (targets[target]?.kind !== "process") continue
    const message = `${quote(target)} is a process target: it cannot run ${quote(first[0])}, which a Dockerfile builds`
    const path = ["environments", name, "target"]
    const suggestion = "build that service with 'builder: node'"
    yield { code: "target-unfit", message, path, on: "value", suggestion, wants: ["services"] }
  }
}
