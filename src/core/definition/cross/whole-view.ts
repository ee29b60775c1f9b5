import type { Definition } from "../schema/definition-schema.ts"
import type { CrossView } from "./finding.ts"
import { jobId, ownedJobs } from "./owned-jobs.ts"

/** The view of a definition that was read completely. */
export function wholeView(definition: Definition): CrossView {
  const keys = (record: object) => new Set(Object.keys(record))
  const names = {
    environments: keys(definition.environments),
    gates: keys(definition.gates),
    tests: keys(definition.tests),
    targets: keys(definition.targets),
    services: keys(definition.services),
    packages: keys(definition.packages),
    resources: keys(definition.resources),
    jobs: new Set([...ownedJobs(definition)].map(({ owner, name }) => jobId(owner, name))),
  }
  return { definition, names, complete: () => true }
}
