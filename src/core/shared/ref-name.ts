/** How far a name is that is read character by character: between its parts, behind `.`, behind `.lock`, elsewhere. */
export type RefNameState = number

const PART_BEGINS = 0
const INSIDE = 1
const BEHIND_DOT = 2
const LOCK = ".lock"
const BEHIND_LOCK = INSIDE + LOCK.length

export const REF_NAME_START: RefNameState = PART_BEGINS

/**
 * Where a character leads; undefined where git refuses such a name (git-check-ref-format): no empty part, no part that
 * begins with `.` or ends with `.lock`, no `..`. Characters that no name may hold are refused in patterns already.
 */
export function nextInRefName(state: RefNameState, character: string): RefNameState | undefined {
  if (character === "/") return state === PART_BEGINS || state === BEHIND_LOCK ? undefined : PART_BEGINS
  if (character === ".") return state === PART_BEGINS || state === BEHIND_DOT ? undefined : BEHIND_DOT
  const read = state - INSIDE
  return read > 0 && character === LOCK[read] ? state + 1 : INSIDE
}

/** Whether a name may end here: not between two parts, and not with `.` or `.lock`. */
export function isRefNameEnd(state: RefNameState): boolean {
  return state !== PART_BEGINS && state !== BEHIND_DOT && state !== BEHIND_LOCK
}
