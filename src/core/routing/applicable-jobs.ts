import { jobId, ownedJobs } from "../definition/cross/owned-jobs.ts"
import type { Definition } from "../definition/schema/definition-schema.ts"
import type { JobDefinition } from "../definition/schema/job-schema.ts"
import { matchesAny } from "../shared/ref-pattern.ts"
import { routeEvent } from "./route-event.ts"

/** What jobs with an `if` go by. */
export interface Push {
  /** Null unless a branch is pushed. */
  readonly branch: string | null
  /** Null unless a tag is pushed. */
  readonly tag: string | null
  /** Keys of the environments that the push itself deploys to. */
  readonly environments: readonly string[]
}

/** A job that a push does without. */
export interface LeftOutJob {
  /** As plans name it. */
  readonly job: string
  /** e.g. `only for branch main`, `needs docs:build`. */
  readonly why: string
}

export interface ApplicableJobs {
  /** Without the jobs that are left out. */
  readonly definition: Definition
  readonly leftOut: readonly LeftOutJob[]
}

/** What a push of a ref is under these rules; null stands for a commit or files that no ref names. */
export function pushOf(rules: Definition, ref: string | null): Push {
  if (ref === null) return { branch: null, tag: null, environments: [] }
  const route = routeEvent(rules, ref, false)
  const environments = "entries" in route ? route.entries.map(({ template }) => template) : []
  const nameBelow = (prefix: string) => (ref.startsWith(prefix) ? ref.slice(prefix.length) : null)
  return { branch: nameBelow("refs/heads/"), tag: nameBelow("refs/tags/"), environments }
}

/** Leaves out the jobs whose `if` a push does not meet, and with them the jobs that need them. */
export function applicableJobs(definition: Definition, push: Push): ApplicableJobs {
  const jobs = [...ownedJobs(definition)].map(({ owner, name, job }) => ({ id: jobId(owner, name), owner, job }))
  const leftOut = new Map<string, string>()
  for (const { id, job } of jobs) {
    const why = whyNot(job.if, push)
    if (why !== undefined) leftOut.set(id, why)
  }
  for (let before = 0; before !== leftOut.size; ) {
    before = leftOut.size
    for (const { id, owner, job } of jobs) {
      const need = leftOut.has(id) ? undefined : job.needs.find((one) => leftOut.has(jobId(owner, one)))
      if (need !== undefined) leftOut.set(id, `needs ${plain(jobId(owner, need))}`)
    }
  }
  return {
    definition: leftOut.size === 0 ? definition : without(definition, leftOut),
    leftOut: [...leftOut].map(([id, why]) => ({ job: plain(id), why })),
  }
}

/** Branch and tag are alternatives: no push is of both. Undefined where the push meets the condition. */
function whyNot(condition: JobDefinition["if"], push: Push): string | undefined {
  if (!condition) return undefined
  const { branch, tag, environment } = condition
  const isOfRef =
    (branch === undefined && tag === undefined) ||
    (push.branch !== null && matchesAny(branch ?? [], push.branch)) ||
    (push.tag !== null && matchesAny(tag ?? [], push.tag))
  if (!isOfRef) {
    const wanted = [...(branch ? [`branch ${branch.join(", ")}`] : []), ...(tag ? [`tag ${tag.join(", ")}`] : [])]
    return `only for ${wanted.join(" or ")}`
  }
  if (!environment || environment.some((one) => push.environments.includes(one))) return undefined
  return `only on the way to ${environment.join(", ")}`
}

function without(definition: Definition, leftOut: ReadonlyMap<string, string>): Definition {
  const jobsOf = (owner: string, jobs: Definition["jobs"]) =>
    Object.fromEntries(Object.entries(jobs).filter(([name]) => !leftOut.has(jobId(owner, name))))
  const partsOf = <P extends { readonly jobs: Definition["jobs"] }>(parts: Readonly<Record<string, P>>) =>
    Object.fromEntries(
      Object.entries(parts).map(([owner, part]) => [owner, { ...part, jobs: jobsOf(owner, part.jobs) }]),
    )
  const { jobs, packages, services } = definition
  return { ...definition, jobs: jobsOf("", jobs), packages: partsOf(packages), services: partsOf(services) }
}

/** Plans name the repository's own jobs without a prefix. */
function plain(id: string): string {
  return id.replace(/^:/, "")
}
