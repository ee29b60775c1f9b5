import type { Query, QueryClient } from "@tanstack/react-query"
import { LINES_A_PAGE } from "../api/run-queries.ts"

/** What the server tells of a run. */
export interface RunNotice {
  readonly run: number
  /** Jobs that have printed something. */
  readonly logs: readonly string[]
}

/** Has read again what is new of a run. Of logs that is their end: lines that are there never change. */
export function readRunAgain(queries: QueryClient, { run, logs }: RunNotice): void {
  void queries.invalidateQueries({ queryKey: ["run", run] })
  void queries.invalidateQueries({ queryKey: ["runs"] })
  if (logs.length === 0) void queries.invalidateQueries({ queryKey: ["log", run], predicate: isUnfinished })
  for (const job of logs) void queries.invalidateQueries({ queryKey: ["log", run, job], predicate: isUnfinished })
}

function isUnfinished({ queryKey, state }: Query): boolean {
  const [, , , part, page] = queryKey
  if (part === "outline") return false
  const data = state.data as { lines?: readonly string[]; isWhole?: boolean } | undefined
  // The first page tells how long the log is.
  return part === "matches" || page === 0 || data?.lines?.length !== LINES_A_PAGE
}
