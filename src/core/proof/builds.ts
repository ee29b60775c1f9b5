import type { Definition } from "../definition/schema/definition-schema.ts"
import { exampleRef } from "../shared/example-ref.ts"
import { jobsOnBranches } from "./jobs-on-branch.ts"

/** What a push of such a branch has behind it before it enters anything: these jobs passed. */
export interface Build {
  readonly branch: string
  /** Jobs as plans name them. */
  readonly jobs: readonly string[]
  /** Jobs that are left out of some or all of these pushes. */
  readonly leftOut: readonly string[]
}

/** What is known of builds of a pattern's branches. */
export function buildsOf(definition: Definition): (branch: string) => Build {
  const jobs = [...jobsOnBranches(definition)].map(([id, { runsOn }]) => ({ name: id.replace(/^:/, ""), runsOn }))
  return (branch) => {
    const always = jobs.filter(
      ({ runsOn }) => runsOn === true || exampleRef({ all: [{ matches: [branch] }, { not: runsOn }] }).kind === "none",
    )
    return {
      branch,
      jobs: always.map(({ name }) => name),
      leftOut: jobs.filter((job) => !always.includes(job)).map(({ name }) => name),
    }
  }
}
