import { type Positions, patternAutomaton, patternParts, type RefPattern } from "./pattern-automaton.ts"
import { isRefNameEnd, nextInRefName, REF_NAME_START, type RefNameState } from "./ref-name.ts"

/** A condition on the name of a branch or tag. */
export type RefCondition =
  | boolean
  /** It matches one of these. */
  | { readonly matches: readonly RefPattern[] }
  | { readonly not: RefCondition }
  | { readonly all: readonly RefCondition[] }
  | { readonly any: readonly RefCondition[] }

/** `unknown` only for conditions that nobody writes: there were too many states to look at. */
export type Example = { readonly kind: "found"; readonly ref: string } | { readonly kind: "none" | "unknown" }

/** What one example may cost: names looked at, times patterns. */
const MOST_STEPS = 40_000

/**
 * The shortest name that git accepts for a branch or tag and that meets a condition. Exact: it reads all patterns side by
 * side, breadth first, so `none` means that there is no such name. `steps` is what it has cost.
 */
export function exampleRef(condition: RefCondition, mostSteps = MOST_STEPS): Example & { readonly steps: number } {
  const patterns = [...new Set(patternsIn(condition))]
  const automata = patterns.map(patternAutomaton)
  const alphabet = alphabetOf(patterns)
  const start: Reached = { at: automata.map((one) => one.start), name: REF_NAME_START, text: "" }
  const seen = new Set([keyOf(start)])
  const queue = [start]
  const answer = <E extends Example>(example: E) => ({ ...example, steps: seen.size * patterns.length })
  for (const { at, name, text } of queue) {
    if (isRefNameEnd(name)) {
      const matching = new Set(patterns.filter((_, index) => automata[index]?.ends(at[index] ?? [])))
      if (holds(condition, matching)) return answer({ kind: "found", ref: text })
    }
    for (const character of alphabet) {
      const nextName = nextInRefName(name, character)
      if (nextName === undefined) continue
      const nextAt = automata.map((one, index) => one.next(at[index] ?? [], character))
      const alive = new Set(patterns.filter((_, index) => nextAt[index]?.length !== 0))
      if (!canHold(condition, alive)) continue
      const next: Reached = { at: nextAt, name: nextName, text: text + character }
      const key = keyOf(next)
      if (seen.has(key)) continue
      if (seen.size * patterns.length >= mostSteps) return answer({ kind: "unknown" })
      seen.add(key)
      queue.push(next)
    }
  }
  return answer({ kind: "none" })
}

/** What was read of a name, and where it has led to in each pattern. */
interface Reached {
  readonly at: readonly Positions[]
  readonly name: RefNameState
  readonly text: string
}

function keyOf({ at, name }: Reached): string {
  return `${name}|${at.map((positions) => positions.join()).join("|")}`
}

function holds(condition: RefCondition, matching: ReadonlySet<RefPattern>): boolean {
  if (typeof condition === "boolean") return condition
  if ("matches" in condition) return condition.matches.some((pattern) => matching.has(pattern))
  if ("not" in condition) return !holds(condition.not, matching)
  if ("all" in condition) return condition.all.every((one) => holds(one, matching))
  return condition.any.some((one) => holds(one, matching))
}

/** Whether a longer name may still meet the condition, when only these patterns can still match one. */
function canHold(condition: RefCondition, alive: ReadonlySet<RefPattern>): boolean {
  if (typeof condition === "boolean") return condition
  if ("matches" in condition) return condition.matches.some((pattern) => alive.has(pattern))
  if ("not" in condition) return canFail(condition.not, alive)
  if ("all" in condition) return condition.all.every((one) => canHold(one, alive))
  return condition.any.some((one) => canHold(one, alive))
}

function canFail(condition: RefCondition, alive: ReadonlySet<RefPattern>): boolean {
  if (typeof condition === "boolean") return !condition
  if ("matches" in condition) return true
  if ("not" in condition) return canHold(condition.not, alive)
  if ("all" in condition) return condition.all.some((one) => canFail(one, alive))
  return condition.any.every((one) => canFail(one, alive))
}

function patternsIn(condition: RefCondition): readonly RefPattern[] {
  if (typeof condition === "boolean") return []
  if ("matches" in condition) return condition.matches
  if ("not" in condition) return patternsIn(condition.not)
  return ("all" in condition ? condition.all : condition.any).flatMap(patternsIn)
}

/** The characters that patterns tell apart, and one that stands for all others: it makes the readable examples. */
function alphabetOf(patterns: readonly RefPattern[]): readonly string[] {
  const told = new Set(patterns.flatMap((pattern) => patternParts(pattern).flatMap((part) => [...part.characters])))
  const other = [..."xyzabcdefghijklmnopqrstuvw0123456789XYZ"].find((letter) => !told.has(letter))
  return [...(other === undefined ? [] : [other]), ...told]
}
