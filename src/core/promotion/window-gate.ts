import type { WindowRule } from "../definition/schema/time-schema.ts"
import { formatInstant } from "../shared/zoned-time.ts"
import { type GateAnswer, met, notMet, waitingUntil } from "./gate-answer.ts"
import { isOpenAt, nextChange } from "./opening-hours.ts"

/** Deployments may start now, by the clock of the window's place. */
export function windowGate(gate: string, window: WindowRule, now: number): GateAnswer {
  const change = nextChange(window, now)
  const when = change === undefined ? undefined : formatInstant(change, window.timezone)
  if (isOpenAt(window, now)) return met(gate, when === undefined ? "it is always open" : `it is open until ${when}`)
  if (change === undefined) return notMet(gate, "it is closed and does not open any more")
  return waitingUntil(gate, `it is closed until ${when}`, change)
}
