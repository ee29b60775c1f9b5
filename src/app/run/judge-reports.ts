import type { PlannedCommand } from "../../core/plan/plan.ts"
import { coverageShortfall } from "../../core/run/coverage.ts"
import { failedTests, type JobReports } from "../../core/run/job-reports.ts"
import type { ReadReports } from "../../ports/job-artifacts.ts"
import { type Attempt, attempt } from "./attempt.ts"

/** A command that succeeded has not yet done what the job declares: its reports may be bad, or say otherwise. */
export function judgeReports(job: PlannedCommand, read: ReadReports): Attempt {
  const results = { exitCode: 0, ...readable(read) }
  for (const report of [read.tests, read.coverage, read.findings, read.contracts]) {
    if (!report.ok) return attempt("errored", { ...results, message: report.failure.message })
  }
  const stranger = results.contracts?.reported.find(({ consumer }) => consumer !== job.owner)
  if (stranger) {
    const message = `its contract is of consumer '${stranger.consumer}': it has to be called as its service is, ${job.owner}`
    return attempt("errored", { ...results, message })
  }
  const failed = failedTests(results)
  if (failed) return attempt("failed", { ...results, message: `${failed}, although the command ended with 0` })
  if (job.coverageMinimum === null) return attempt("succeeded", results)
  if (results.coverage === null) {
    return attempt("errored", { ...results, message: "has a minimum for coverage, but no coverage report" })
  }
  const shortfall = coverageShortfall(job.owner ?? job.id, results.coverage, job.coverageMinimum)
  return shortfall ? attempt("failed", { ...results, message: shortfall }) : attempt("succeeded", results)
}

/** What the reports say that could be read. */
export function readable({ coverage, tests, findings, contracts }: ReadReports): JobReports {
  return {
    coverage: coverage.ok ? coverage.value : null,
    tests: tests.ok ? tests.value : null,
    findings: findings.ok ? findings.value : null,
    ...(contracts.ok && contracts.value && { contracts: contracts.value }),
  }
}
