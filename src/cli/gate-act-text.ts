import type { GateAnswer } from "../core/promotion/gate-answer.ts"
import { gateLines } from "./gate-lines.ts"

/** What the server answers to an approval, its revocation or an override. */
export interface GateActed {
  readonly gate: string
  readonly promotion: number
  readonly gates: readonly GateAnswer[]
  readonly open: boolean
}

/** What was done to a gate, and how all gates stand now. */
export function gateActText(done: string, { gate, gates, open }: GateActed, colour: boolean): string {
  const next = open ? "all gates are open: it is deployed now" : "it still waits:"
  return `${done} '${gate}'; ${next}\n${gateLines(gates, colour).join("\n")}\n`
}
