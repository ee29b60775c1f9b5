import type { AnalysisFindings } from "../../core/evidence/analysis-findings.ts"
import { allIdentities, findingLevels } from "../../core/evidence/analysis-findings.ts"
import { LISTED, type TestResults, testCount } from "../../core/evidence/test-results.ts"
import type { ReportReading } from "./report-reading.ts"

/** The results in all files of a test report. One that names no test tells nothing: nobody knows whether any ran. */
export function allResults(files: readonly TestResults[]): ReportReading<TestResults> {
  const all = {
    passed: sum(files.map(({ passed }) => passed)),
    failed: sum(files.map(({ failed }) => failed)),
    skipped: sum(files.map(({ skipped }) => skipped)),
    failing: files.flatMap(({ failing }) => failing).slice(0, LISTED),
    flaky: files.flatMap(({ flaky }) => flaky).slice(0, LISTED),
  }
  return testCount(all) === 0 ? { problem: "names no test" } : all
}

/** The findings in all files of an analysis report. Unlike tests, there may be none. */
export function allFindings(files: readonly AnalysisFindings[]): AnalysisFindings {
  const first = files.flatMap((file) => file.first)
  const identities = allIdentities(files.map((file) => file.identities))
  return {
    errors: sum(files.map(({ errors }) => errors)),
    warnings: sum(files.map(({ warnings }) => warnings)),
    notes: sum(files.map(({ notes }) => notes)),
    first: findingLevels.flatMap((level) => first.filter((finding) => finding.level === level)).slice(0, LISTED),
    ...(identities && { identities }),
  }
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0)
}
