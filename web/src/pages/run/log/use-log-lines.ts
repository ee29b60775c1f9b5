import { useQueries, useQuery } from "@tanstack/react-query"
import { LINES_A_PAGE, linesQuery } from "../../../api/run-queries.ts"

export interface LogPlace {
  readonly run: number
  readonly job: string
}

/** How long a log is by now; the first page tells, and is read again whenever the log grows. */
export function useLogLength(place: LogPlace): {
  readonly total: number
  readonly isWhole: boolean
  readonly error: unknown
} {
  const { data, error } = useQuery(linesQuery(place, 0))
  return { total: data?.total ?? 0, isWhole: data?.isWhole ?? false, error }
}

/** The text of lines that are looked at; undefined while it is read. Only the pages that these lines are on are. */
export function useLogLines(place: LogPlace, lines: readonly number[]): (line: number) => string | undefined {
  const pages = [...new Set(lines.map((line) => Math.floor(line / LINES_A_PAGE)))]
  const answers = useQueries({ queries: pages.map((page) => linesQuery(place, page)) })
  return (line) => answers[pages.indexOf(Math.floor(line / LINES_A_PAGE))]?.data?.lines[line % LINES_A_PAGE]
}
