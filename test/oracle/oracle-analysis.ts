import type { Asked, State } from "./oracle.ts"
import { buildOf, Past } from "./past.ts"
import { isTrusted, type Rules } from "./rules-in-force.ts"

/** How many errors there are of each finding; as `unknown` where nobody can tell. */
type Found = ReadonlyMap<string, number> | "unknown"

/** Errors of whichever job; that there are few is believed if a trusted job as on the protected branch has looked. */
export function analysis(asked: Asked, most: { readonly errors?: number; readonly new?: number }): State {
  const { past, rules } = asked
  const results = past.built.jobs.map(({ job, definition }) => ({ index: past.newestJob(job), definition }))
  if (results.some(({ index }) => index !== undefined && past.isLost(index))) return "errored"
  if (results.some(({ index }) => index === undefined)) return "waiting"
  const found = new Map<string, number>()
  let isBelieved = false
  for (const { index, definition } of results) {
    const one = past.history[index ?? -1]
    if (one?.kind !== "job" || one.errors === null) continue
    found.set(one.finding, (found.get(one.finding) ?? 0) + one.errors)
    if ((definition === "same" || past.isMerged) && isTrusted(one, rules)) isBelieved = true
  }
  if (!isBelieved) return "failed"
  const base = most.new === undefined ? undefined : foundBefore(asked)
  if (base === "unknown") return "errored"
  let [all, fresh] = [0, 0]
  for (const [finding, count] of found) {
    all += count
    if (base) fresh += Math.max(0, count - (base.get(finding) ?? 0))
  }
  return all <= (most.errors ?? all) && fresh <= (most.new ?? fresh) ? "met" : "failed"
}

/** On the protected branch, what runs there; else what it was made from. Undefined where nothing runs yet. */
function foundBefore({ past, rules }: Asked): Found | undefined {
  const { history, environment, isMerged, built } = past
  const base = isMerged ? past.servedAt(history.length, environment)?.release : built.contains.at(-1)
  if (base !== undefined) return foundBy(new Past(history, base, environment), rules)
  return isMerged ? undefined : "unknown"
}

function foundBy(past: Past, rules: Rules): Found {
  const found = new Map<string, number>()
  for (const { job } of buildOf(past.history, past.release).jobs) {
    const index = past.newestJob(job)
    const one = index === undefined ? undefined : past.history[index]
    if (index === undefined || one?.kind !== "job" || past.isLost(index) || !isTrusted(one, rules)) return "unknown"
    if (one.errors !== null) found.set(one.finding, (found.get(one.finding) ?? 0) + one.errors)
  }
  return found
}
