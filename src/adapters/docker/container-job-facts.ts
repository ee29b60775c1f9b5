import type { PlannedJob } from "../../core/plan/plan.ts"
import { ok } from "../../core/shared/result.ts"
import type { Containers } from "../../ports/containers.ts"
import type { JobFacts } from "../../ports/job-facts.ts"

/**
 * Adds what decides the results of jobs in containers: which image each name stands for. What the image holds, tools
 * among it, goes by its digest. `log` is told how downloads go.
 */
export function withContainerFacts(facts: JobFacts, containers: Containers, log: (line: string) => void): JobFacts {
  const { signal } = new AbortController()
  return {
    async of(plan) {
      const others = await facts.of(plan)
      if (!others.ok) return others
      const digests = new Map<string, string>()
      for (const image of new Set(plan.jobs.flatMap(imagesOf))) {
        const resolved = await containers.resolveImage(image, { log, signal })
        if (!resolved.ok) return resolved
        digests.set(image, resolved.value.digest)
      }
      return ok((job) => {
        const digestOf = (image: string) => digests.get(image) ?? ""
        if (job.kind === "image") {
          return { ...others.value(job), ...(job.container !== null && { container: digestOf(job.container) }) }
        }
        const { container, sidecars } = job
        const beside = Object.fromEntries(sidecars.map(({ name, image }) => [`service:${name}`, digestOf(image)]))
        const { platform = "" } = others.value(job)
        // Which image a candidate is, the key of the job that builds it says.
        if (job.inImage) return { platform, executor: "docker", ...beside }
        if (!container) return { ...others.value(job), ...beside }
        return { platform, executor: "docker", image: digestOf(container.image), ...beside }
      })
    },
  }
}

function imagesOf(job: PlannedJob): readonly string[] {
  if (job.kind === "image") return job.container === null ? [] : [job.container]
  return [...(job.container ? [job.container.image] : []), ...job.sidecars.map(({ image }) => image)]
}
