import type { AnalysisFindings } from "../evidence/analysis-findings.ts"
import type { JobContracts } from "../evidence/contract.ts"
import type { LineCoverage } from "../evidence/statement.ts"
import { type TestResults, testCount } from "../evidence/test-results.ts"

/** What a job's reports say, each null where it has none. A plain value: it can be kept as JSON. */
export interface JobReports {
  readonly coverage: LineCoverage | null
  readonly tests: TestResults | null
  readonly findings: AnalysisFindings | null
  /** Left out where it has none. */
  readonly contracts?: JobContracts
}

export const noResults: JobReports = { coverage: null, tests: null, findings: null }

/** `2 of 6 tests failed`; undefined where none did or nobody knows. */
export function failedTests({ tests }: JobReports): string | undefined {
  if (tests === null || tests.failed === 0) return undefined
  return `${tests.failed} of ${testCount(tests)} tests failed`
}
