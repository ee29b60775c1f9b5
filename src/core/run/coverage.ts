import type { LineCoverage } from "../evidence/statement.ts"

/** What 73.3 × 1000 lines may be off by in floating point; far less than one line in a hundred million. */
const ROUNDING = 1e-6

/** Why coverage is not enough, naming what it belongs to; undefined when it is. */
export function coverageShortfall(owner: string, lines: LineCoverage, minimum: number): string | undefined {
  if (lines.covered * 100 >= minimum * lines.total - ROUNDING) return undefined
  return `${owner}: line coverage ${percentBelow(lines, minimum)} % is below the required ${minimum} %`
}

/** Rounded down, with as many digits as show that it is below: never `80.0 % is below the required 80 %`. */
function percentBelow({ covered, total }: LineCoverage, minimum: number): string {
  const percent = (covered / total) * 100
  for (let digits = 1; digits < 6; digits++) {
    const rounded = Math.floor(percent * 10 ** digits) / 10 ** digits
    if (rounded < minimum) return rounded.toFixed(digits)
  }
  return String(percent)
}
