/** How a job, run or deployment ended. `failed`: the work said no. `errored`: we could not tell. */
export type TerminalStatus = "succeeded" | "failed" | "errored" | "canceled" | "skipped"

/** Where a job or run is now. */
export type Status = "waiting" | "running" | TerminalStatus

export const terminalStatuses: readonly TerminalStatus[] = ["succeeded", "failed", "errored", "canceled", "skipped"]

export function isTerminal(status: Status): status is TerminalStatus {
  return status !== "waiting" && status !== "running"
}

/** The worst of several outcomes: errored over failed over canceled over succeeded; skipped counts as nothing. */
export function worstOf(statuses: Iterable<TerminalStatus>): TerminalStatus {
  const order: readonly TerminalStatus[] = ["succeeded", "canceled", "failed", "errored"]
  let worst = 0
  for (const status of statuses) worst = Math.max(worst, order.indexOf(status))
  return order[worst] ?? "succeeded"
}
