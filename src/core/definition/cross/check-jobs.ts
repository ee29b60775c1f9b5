import type { CrossRule } from "./finding.ts"
import { jobId, ownedJobs } from "./owned-jobs.ts"

/** Coverage and contracts must be reported where they are demanded, and an image can only take what a job leaves behind. */
export const checkJobs: CrossRule = function* ({ definition, complete }) {
  const jobs = [...ownedJobs(definition)]
  for (const { path, job } of jobs) {
    if (!job.coverage || job.reports?.coverage !== undefined) continue
    const message = "coverage is demanded, but the job reports none"
    const suggestion = "add 'reports: { coverage: <lcov file> }'"
    yield { code: "coverage-unreported", message, path: [...path, "coverage"], on: "key", suggestion }
  }
  if (complete("services", "packages", "jobs") && !jobs.some(({ job }) => job.reports?.coverage !== undefined)) {
    for (const [name, gate] of Object.entries(definition.gates)) {
      if (!gate.coverage) continue
      const message = "this gate can never open: no job reports coverage"
      const suggestion = "add 'reports: { coverage: <lcov file> }' to a job"
      const path = ["gates", name, "coverage"]
      const wants = ["services", "packages", "jobs"] as const
      yield { code: "coverage-unmeasured", message, path, on: "key", suggestion, wants }
    }
  }
  for (const { path, job } of jobs) {
    if (path[0] === "services") continue
    for (const kind of ["contracts", "verified"] as const) {
      if (job.reports?.[kind] === undefined) continue
      const message = "contracts are between services, and this is no service's job"
      const suggestion = "let a job of the service do it"
      yield { code: "contract-misplaced", message, path: [...path, "reports", kind], on: "key", suggestion }
    }
  }
  if (complete("services") && !jobs.some(({ job }) => job.reports?.contracts !== undefined)) {
    for (const [name, gate] of Object.entries(definition.gates)) {
      if (!gate.contract) continue
      const message = "this gate can never open: no job reports contracts"
      const suggestion = "add 'reports: { contracts: <pact files> }' to a job of a consumer"
      const path = ["gates", name, "contract"]
      yield { code: "contract-unreported", message, path, on: "key", suggestion, wants: ["services"] }
    }
  }
  const withoutOutputs = new Set(
    jobs.filter(({ job }) => job.outputs.length === 0).map(({ owner, name }) => jobId(owner, name)),
  )
  for (const [service, { image }] of Object.entries(definition.services)) {
    for (const [index, need] of (image.needs ?? []).entries()) {
      if (!withoutOutputs.has(jobId(service, need))) continue
      const message = `'${need}' has no outputs that an image could hold`
      const path = ["services", service, "image", "needs", index]
      const suggestion = "give that job 'outputs', or need it in a job instead"
      yield { code: "outputs-missing", severity: "warning", message, path, on: "value", suggestion }
    }
  }
}
