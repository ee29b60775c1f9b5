import coverage from "istanbul-lib-coverage"
import { z } from "zod"
import type { LineCoverage } from "../../core/evidence/statement.ts"
import { parseJson } from "./parse-json.ts"
import type { ReportReading } from "./report-reading.ts"

const count = z.number().int().min(0)
/** Some tools write no column for what goes on to the end of its line. */
const position = z.object({
  line: z.number().int().min(1),
  column: z
    .number()
    .nullish()
    .transform((column) => column ?? 0),
})

/** `coverage-summary.json` of the reporter `json-summary`. */
const summarySchema = z.object({ total: z.object({ lines: z.object({ total: count, covered: count }) }) })

/** `coverage-final.json` of the reporter `json`: what lines are counted from. */
const finalSchema = z.record(
  z.string(),
  z.object({
    path: z.string(),
    statementMap: z.record(z.string(), z.object({ start: position, end: position })),
    s: z.record(z.string(), count),
  }),
)

/** Line coverage in Istanbul's JSON, whole or its summary. */
export function readIstanbul(text: string): ReportReading<LineCoverage> {
  const json = parseJson(text)
  if (json === undefined) return { problem: "is not JSON, or cut off" }
  const summary = summarySchema.safeParse(json)
  const lines = summary.success ? summary.data.total.lines : linesOf(json)
  if (!lines || lines.covered > lines.total) return { problem: "is neither lcov nor Istanbul's JSON" }
  return lines.total === 0 ? { problem: "names no line of code" } : { covered: lines.covered, total: lines.total }
}

function linesOf(json: unknown): LineCoverage | undefined {
  const files = finalSchema.safeParse(json)
  if (!files.success) return undefined
  // Without a count for each statement, lines would be missing from the total.
  const isWhole = Object.values(files.data).every(({ statementMap, s }) =>
    Object.keys(statementMap).every((id) => Object.hasOwn(s, id)),
  )
  if (!isWhole) return undefined
  const map = coverage.createCoverageMap({})
  for (const file of Object.values(files.data)) map.addFileCoverage({ ...file, fnMap: {}, f: {}, branchMap: {}, b: {} })
  const { covered, total } = map.getCoverageSummary().lines
  return { covered, total }
}
