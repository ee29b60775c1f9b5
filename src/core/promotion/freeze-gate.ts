import type { GateDefinition } from "../definition/schema/gate-schema.ts"
import type { Freeze } from "../definition/schema/time-schema.ts"
import { formatInstant, instantsOf } from "../shared/zoned-time.ts"
import { type GateAnswer, met, waitingUntil } from "./gate-answer.ts"

interface FrozenTime {
  readonly from: number
  readonly to: number
  readonly zone: string
  readonly reason: string
}

/** Nothing is frozen now. A freeze that the clocks lengthen or shorten is taken as the longer one. */
export function freezeGate(gate: string, { freeze = [], window }: GateDefinition, now: number): GateAnswer {
  const frozen = freeze.map((entry) => frozenTime(entry, entry.timezone ?? window?.timezone ?? "UTC"))
  const current = lastAt(frozen, now)
  if (!current) return met(gate, "nothing is frozen")
  let end = current
  for (let next = lastAt(frozen, end.to); next; next = lastAt(frozen, end.to)) end = next
  return waitingUntil(gate, `frozen until ${formatInstant(end.to, end.zone)}: ${current.reason}`, end.to)
}

function frozenTime({ from, to, reason }: Freeze, zone: string): FrozenTime {
  return { from: instantsOf(from, zone)[0], to: instantsOf(to, zone)[1], zone, reason }
}

/** Of the freezes that hold at an instant, the one that ends last. */
function lastAt(frozen: readonly FrozenTime[], instant: number): FrozenTime | undefined {
  const holding = frozen.filter(({ from, to }) => from <= instant && instant < to)
  return holding.sort((a, b) => b.to - a.to)[0]
}
