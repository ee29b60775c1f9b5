import { lcovParser } from "@friedemannsommer/lcov-parser/sync"
import type { LineCoverage } from "../../core/evidence/statement.ts"
import type { ReportReading } from "./report-reading.ts"

/** A line of the tracefile format (geninfo(1), TRACEFILE FORMAT): a key and its value, a comment, or a record's end. */
const LINE = /^([A-Z]{2,5}:.*|#.*|end_of_record)?$/
const LINE_COUNT = /^DA:[1-9]\d{0,8},\d{1,16}(,[^,]*)?$/

/** Lines covered and lines there are, over all files; or why the text is no report that anything can be based on. */
export function readLcov(text: string): ReportReading<LineCoverage> {
  const problem = problemOf(text)
  if (problem) return { problem }
  const hits = new Map<string, number>()
  let counted = 0
  for (const section of lcovParser({ from: text })) {
    for (const { line, hit } of section.lines.details) {
      const key = `${line}\0${section.path}`
      hits.set(key, (hits.get(key) ?? 0) + hit)
      counted++
    }
  }
  if (counted !== linesOf(text).filter((line) => line.startsWith("DA:")).length) return { problem: "cannot be parsed" }
  if (hits.size === 0) return { problem: "names no line of code" }
  return { covered: [...hits.values()].filter((hit) => hit > 0).length, total: hits.size }
}

/** The parser takes whatever it is given; a report that is cut off or damaged must not count as one. */
function problemOf(text: string): string | undefined {
  const lines = linesOf(text)
  const damaged = lines.findIndex((line) => !LINE.test(line) || (line.startsWith("DA:") && !LINE_COUNT.test(line)))
  if (damaged >= 0) return `has no lcov in line ${damaged + 1}`
  if (lines.findLast((line) => line !== "" && !line.startsWith("#")) !== "end_of_record") {
    return "is cut off: it does not end with `end_of_record`"
  }
  return undefined
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/)
}
