import type { Span } from "../definition/problem.ts"
import { parseTerm } from "./parse-term.ts"
import type { Requirement, RequirementFault, Term } from "./requirement.ts"

/** Beyond this a rule is several rules; every combination of terms is looked at. */
const MOST_TERMS = 8

/** What a requirement's text means, or all that is wrong with it. */
export type ParsedRequirement =
  | { readonly ok: true; readonly requirement: Requirement }
  | { readonly ok: false; readonly faults: readonly RequirementFault[] }

/**
 * Reads `verified:staging | approval:release-manager x2 excluding author & scan:medium`: alternatives between `|`, each of
 * terms between `&`, which binds closer.
 */
export function parseRequirement(text: string): ParsedRequirement {
  const faults: RequirementFault[] = []
  const overriders: string[] = []
  const alternatives: Term[][] = []
  for (const alternative of split({ text, start: 0 }, "|")) {
    const parts = split(alternative, "&")
    const terms: Term[] = []
    for (const { text: word, start } of parts) {
      const span: Span = { start, end: start + word.length }
      const term = parseTerm(word)
      if (term.kind === "fault") faults.push({ ...span, ...term.fault })
      else if (term.kind !== "override") terms.push({ ...span, ...term })
      else if (parts.length === 1) overriders.push(term.role)
      else faults.push({ ...span, message: "an override stands between two '|': scan | override:release-manager" })
    }
    if (terms.length > 0) alternatives.push(terms)
  }
  const count = alternatives.flat().length
  const whole = { start: 0, end: text.length }
  if (count > MOST_TERMS) faults.push({ ...whole, message: `a requirement has at most ${MOST_TERMS} terms` })
  if (count === 0 && faults.length === 0) {
    faults.push({ ...whole, message: "an override alone requires nothing: name what it may stand for" })
  }
  return faults.length > 0 ? { ok: false, faults } : { ok: true, requirement: { text, alternatives, overriders } }
}

interface Piece {
  readonly text: string
  /** Offset in the whole text. */
  readonly start: number
}

/** The parts between separators, without the white space around them. */
function split({ text, start }: Piece, separator: string): Piece[] {
  let at = start
  return text.split(separator).map((part) => {
    const piece = { text: part.trim(), start: at + (part.length - part.trimStart().length) }
    at += part.length + separator.length
    return piece
  })
}
