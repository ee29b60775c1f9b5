import type { ExplainedWayIn, PromotionExplanation } from "../app/server/explain-promotion.ts"
import type { GateAnswer } from "../core/promotion/gate-answer.ts"
import { shortDigest } from "../core/shared/digest.ts"
import { formatDuration } from "../core/shared/duration.ts"
import { gateLines } from "./gate-lines.ts"
import { harmless, painter } from "./paint.ts"

/** Statements of one gate that are shown; a gate about many images rests on many. */
const MOST_STATEMENTS = 5

/** Why a release may enter an environment or not, for people. */
export function promotionWhyText(explanation: PromotionExplanation, colour: boolean): string {
  const { release, commit, names, environment, isServing, pinned, waysIn, now } = explanation
  const paint = painter(colour)
  const known = [...names, `commit ${commit.slice(0, 12)}`].map(harmless).join(", ")
  return [
    `release ${paint("bold", shortDigest(release))} (${known}) to ${paint("bold", environment)}`,
    ...(isServing ? ["it is what serves there now"] : []),
    ...(pinned === null ? [] : [`${environment} is pinned (${harmless(pinned)}): slipway resume ${environment}`]),
    promotionLine(explanation),
    ...waysIn.flatMap((way) => ["", ...wayLines(way, { now, colour })]),
    "",
  ].join("\n")
}

function promotionLine({ promotion, release, environment }: PromotionExplanation): string {
  if (!promotion) return `nobody has asked for it: slipway promote ${shortDigest(release)} ${environment}`
  const { id, state, person, note } = promotion
  const who = person === null ? "" : `, asked for by ${harmless(person)}`
  // What a waiting one waits for stands at its gates.
  const why = note === null || state === "waiting" ? "" : `: ${harmless(note)}`
  return `promotion ${id}${who}, ${state === "waiting" ? "waits" : `is ${state}`}${why}`
}

function wayLines(
  { trigger, whyNot, gates, open, earliest }: ExplainedWayIn,
  { now, colour }: { readonly now: number; readonly colour: boolean },
): string[] {
  const paint = painter(colour)
  const title = paint("bold", `way in: ${harmless(trigger)}`)
  if (whyNot !== null) return [`${title}: not for this release`, `  ${harmless(whyNot)}`]
  const lines = gateLines(gates, colour)
  const isTimeKnown = earliest !== null && earliest > now && gates.some(({ opensAt }) => opensAt !== undefined)
  return [
    title,
    ...gates.flatMap((gate, index) => [lines[index] ?? "", ...evidenceLines(gate, colour)]),
    ...(open ? ["  all gates are open"] : []),
    ...(isTimeKnown ? [`  open at the earliest ${timeText(earliest)}, in ${formatDuration(earliest - now)}`] : []),
  ]
}

function evidenceLines({ evidence = [] }: GateAnswer, colour: boolean): string[] {
  const paint = painter(colour)
  const shown = evidence.slice(0, MOST_STATEMENTS)
  const lines = shown.map(
    ({ statement, signer, at }) => `      ${shortDigest(statement)} by ${harmless(signer)}, ${timeText(at)}`,
  )
  const rest = evidence.length - shown.length
  return [...lines, ...(rest > 0 ? [`      and ${rest} more`] : [])].map((line) => paint("dim", line))
}

function timeText(at: number): string {
  return `${new Date(at).toISOString().slice(0, "2026-01-15T12:00".length).replace("T", " ")} UTC`
}
