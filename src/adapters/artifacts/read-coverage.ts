import type { LineCoverage } from "../../core/evidence/statement.ts"
import { readIstanbul } from "./read-istanbul.ts"
import { readLcov } from "./read-lcov.ts"
import type { ReportReading } from "./report-reading.ts"

/** Line coverage in either format, told apart by how it begins. */
export function readCoverage(text: string): ReportReading<LineCoverage> {
  return text.trimStart().startsWith("{") ? readIstanbul(text) : readLcov(text)
}
