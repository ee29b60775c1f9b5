import { printable } from "../quote.ts"
import { type Edge, findCycles } from "./find-cycles.ts"
import type { CrossRule, Finding } from "./finding.ts"
import { jobId, ownedJobs } from "./owned-jobs.ts"

const LONGEST = 8

/** Jobs, services and environments must not wait for themselves. */
export const checkCycles: CrossRule = function* ({ definition }) {
  const jobs = new Map<string, Edge[]>()
  for (const { owner, name, path, job } of ownedJobs(definition)) {
    const edges = job.needs.map((need, index) => ({ to: jobId(owner, need), path: [...path, "needs", index] }))
    jobs.set(jobId(owner, name), edges)
  }
  yield* findingsOf("job-cycle", "these jobs need each other", jobs)
  const services = Object.entries(definition.services).map(([name, { needs }]): [string, Edge[]] => [
    name,
    needs.map((to, index) => ({ to, path: ["services", name, "needs", index] })),
  ])
  yield* findingsOf("service-cycle", "these services need each other", new Map(services))
  const environments = Object.entries(definition.environments).map(([name, { from }]): [string, Edge[]] => [
    name,
    from.flatMap((way, index) =>
      "environment" in way ? [{ to: way.environment, path: ["environments", name, "from", index, "environment"] }] : [],
    ),
  ])
  yield* findingsOf("environment-cycle", "these environments promote into each other", new Map(environments))
}

function* findingsOf(code: Finding["code"], what: string, graph: ReadonlyMap<string, Edge[]>): Generator<Finding> {
  for (const { names, path } of findCycles(graph)) {
    const shown = names.map((name) => printable(name.replace(/^:/, "")))
    const middle = names.length > LONGEST ? [...shown.slice(0, LONGEST - 1), "...", shown.at(-1)] : shown
    const message = `${what}: ${[...middle, shown[0]].join(" -> ")}`
    yield { code, message, path, on: "value", suggestion: "one of these steps has to go" }
  }
}
