import type { PlannedJob } from "../../core/plan/plan.ts"
import { ok } from "../../core/shared/result.ts"
import type { JobFacts } from "../../ports/job-facts.ts"
import { toolVersion } from "./tool-version.ts"

export interface LocalJobFactsOptions {
  /** Environment of jobs, where they look for tools. */
  readonly environment: Readonly<Record<string, string>>
  /** What decides the bytes of images, besides. */
  readonly imageFacts: () => Promise<Readonly<Record<string, string>>>
}

/** Facts of jobs that run as processes of this machine. */
export function createLocalJobFacts({ environment, imageFacts }: LocalJobFactsOptions): JobFacts {
  const platform = `${process.platform}/${process.arch}`
  return {
    async of({ jobs }) {
      const names = [...new Set(jobs.flatMap(toolsOf))]
      const versions = new Map(
        await Promise.all(names.map(async (name) => [name, await toolVersion(name, environment)] as const)),
      )
      const ofImages = jobs.some((job) => job.kind === "image" && !job.dockerfile) ? await imageFacts() : {}
      return ok((job) => {
        if (job.kind === "image") return { platform, ...ofImages }
        const tools = job.tools.map((name) => [`tool:${name}`, versions.get(name) ?? "unknown"])
        return { platform, executor: "host", ...Object.fromEntries(tools) }
      })
    },
  }
}

function toolsOf(job: PlannedJob): readonly string[] {
  return job.kind === "image" ? [] : job.tools
}
