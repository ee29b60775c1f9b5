import type { LineCoverage } from "../core/evidence/statement.ts"
import type { Result } from "../core/shared/result.ts"

/** What jobs leave behind in the checkout. All folders and files are absolute. */
export interface JobArtifacts {
  /** Those of the globs (below the folder) that match no file. */
  unmatched(folder: string, globs: readonly string[]): Promise<readonly string[]>
  /** Removes a report, so that what is read after the job was written by the job. Fine if there is none. */
  removeReport(file: string): Promise<void>
  /** Line coverage of an lcov report; `report-unreadable` when it is absent, damaged, cut off or names no line. */
  lineCoverage(file: string): Promise<Result<LineCoverage>>
}
