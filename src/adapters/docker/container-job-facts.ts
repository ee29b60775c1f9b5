import { DOCKERFILE_BUILDER } from "../../core/image/builder-version.ts"
import type { JobId, Plan, PlannedJob } from "../../core/plan/plan.ts"
import { ok } from "../../core/shared/result.ts"
import type { Containers } from "../../ports/containers.ts"
import type { JobFacts } from "../../ports/job-facts.ts"

/**
 * Adds what decides the results of jobs in containers, and of Dockerfiles: which image each name stands for. What the
 * image holds, tools among it, goes by its digest. `log` is told how downloads go.
 */
export function withContainerFacts(
  facts: JobFacts,
  containers: Pick<Containers, "resolveImage">,
  log: (line: string) => void,
): JobFacts {
  const { signal } = new AbortController()
  return {
    async of(plan, texts) {
      const others = await facts.of(plan, texts)
      if (!others.ok) return others
      const digests = new Map<string, string>()
      const bases = await basesOf(plan, texts)
      for (const image of new Set([...plan.jobs.flatMap(imagesOf), ...[...bases.values()].flat()])) {
        const resolved = await containers.resolveImage(image, { log, signal })
        if (!resolved.ok) return resolved
        digests.set(image, resolved.value.digest)
      }
      return ok((job) => {
        const digestOf = (image: string) => digests.get(image) ?? ""
        const named = bases.get(job.id)
        if (named) {
          return {
            builder: DOCKERFILE_BUILDER,
            ...Object.fromEntries(named.map((image) => [`base:${image}`, digestOf(image)])),
          }
        }
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

/** What Dockerfiles of a plan build on. Loads what reads them only where there is one. */
async function basesOf({ jobs }: Plan, texts: ReadonlyMap<string, string>): Promise<Map<JobId, readonly string[]>> {
  const found = new Map<JobId, readonly string[]>()
  for (const job of jobs) {
    if (job.kind !== "image" || !job.dockerfile) continue
    const { baseImages } = await import("../../core/dockerfile/base-images.ts")
    found.set(job.id, baseImages(texts.get(job.dockerfile.file) ?? "", job.dockerfile))
  }
  return found
}
