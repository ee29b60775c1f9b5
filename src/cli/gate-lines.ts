import type { GateAnswer } from "../core/promotion/gate-answer.ts"
import { harmless, painter } from "./paint.ts"
import { tableLines } from "./table.ts"

const MARK = { met: "✓", waiting: "…", failed: "✗", errored: "!" } as const
const STYLE = { met: "green", waiting: "yellow", failed: "red", errored: "red" } as const

/** Every gate with its answer in one sentence and who can act on it. */
export function gateLines(answers: readonly GateAnswer[], colour: boolean): string[] {
  const paint = painter(colour)
  const rows = answers.map(({ gate, state, sentence, who }) => [
    `  ${paint(STYLE[state], MARK[state])} ${gate}`,
    harmless(sentence) + (who.length > 0 ? ` (${who.join(", ")})` : ""),
  ])
  return tableLines(rows)
}
