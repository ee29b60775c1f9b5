import type { AnalysisFindings } from "../core/evidence/analysis-findings.ts"
import type { JobContracts } from "../core/evidence/contract.ts"
import type { LineCoverage } from "../core/evidence/statement.ts"
import type { TestResults } from "../core/evidence/test-results.ts"
import type { ReportFiles } from "../core/plan/plan.ts"
import type { Result } from "../core/shared/result.ts"

/** Where a job's reports are. Both folders are absolute. */
export interface ReportPlace {
  /** What files in reports are named from. */
  readonly checkout: string
  /** What the reports' paths and globs are below. */
  readonly directory: string
  readonly reports: ReportFiles
}

/** Report files by path, with what tells a file that was written since from one that was not. */
export type ReportStamps = ReadonlyMap<string, string>

/** Each report by itself; null where the job declares none. */
export interface ReadReports {
  readonly coverage: Result<LineCoverage | null>
  readonly tests: Result<TestResults | null>
  readonly findings: Result<AnalysisFindings | null>
  readonly contracts: Result<JobContracts | null>
}

/** Files and links that a job left, as paths below its directory. */
export interface OutputFiles {
  readonly files: readonly string[]
  /** Those of the globs that match nothing. */
  readonly unmatched: readonly string[]
}

/** What jobs leave behind in the checkout. */
export interface JobArtifacts {
  /** What matches the globs below the absolute folder. A plain path of a folder stands for all that is in it. */
  outputs(folder: string, globs: readonly string[]): Promise<OutputFiles>
  /** The report files that are there before a job starts, so that none of them is taken for the job's. */
  stampReports(place: ReportPlace): Promise<ReportStamps>
  /**
   * What those report files say that were written since; `report-unreadable` where one is absent, damaged, cut off, too
   * large or says nothing.
   */
  readReports(place: ReportPlace, before: ReportStamps): Promise<ReadReports>
}
