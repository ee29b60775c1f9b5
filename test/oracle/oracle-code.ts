import type { Asked, State, Verdict } from "./oracle.ts"
import { buildOf, containedIn } from "./past.ts"
import { isTrusted, type Way } from "./rules-in-force.ts"

/** What runs there and came around what others have to go through is part of whatever comes next. */
export function hotfix({ past, rules }: Asked): Verdict[] {
  const { history, release, environment } = past
  const serving = past.servedAt(history.length, environment)?.release
  if (serving === undefined || serving === release || rules.ephemeral) return []
  const running = buildOf(history, serving)
  if (!isHotfix(rules.ways, running.branch)) return []
  if (!running.comparable || !past.built.comparable) return [{ gate: "hotfix", state: "errored", who: [] }]
  const own = containedIn(history, release)
  const isWhole = [...containedIn(history, serving)].every((one) => own.has(one))
  return [{ gate: "hotfix", state: isWhole ? "met" : "failed", who: [] }]
}

function isHotfix(ways: readonly Way[], branch: string): boolean {
  if (branch === "main") return false
  const own = ways.filter((way) => [way.branch ?? []].flat().some((pattern) => matches(pattern, branch)))
  return own.some((way) =>
    ways.some((other) => {
      if (other === way) return false
      return other.environment !== undefined || way.gates !== undefined || (hasTag(other) && !hasTag(way))
    }),
  )
}

function matches(pattern: string, branch: string): boolean {
  return pattern.endsWith("/*") ? branch.startsWith(pattern.slice(0, -1)) : pattern === branch
}

function hasTag({ when }: Way): boolean {
  return typeof when === "object" && when.tag !== undefined
}

/** The protected branch has built it; and if it is not what was verified, its inputs differ from that, or its images do. */
export function merged({ past, rules }: Asked): State {
  if (!past.isBuiltOnMain) return "waiting"
  const upstream = rules.way.environment ?? ""
  const isJudged = [true, false].some((mocked) => past.newestVerification(upstream, { mocked }) !== undefined)
  return !isJudged && hasVerified(past, upstream) ? "failed" : "met"
}

/** Whether any release was verified there at the end of its stay, or is so now. */
function hasVerified({ history }: Asked["past"], environment: string): boolean {
  let last: boolean | undefined
  for (const one of history) {
    if (!("environment" in one) || one.environment !== environment) continue
    if (one.kind === "verify" && last !== undefined) last = one.outcome === "succeeded"
    if (one.kind !== "deploy") continue
    if (last) return true
    last = false
  }
  return last ?? false
}

/** Releases whose commits a release brings there; undefined where nobody can tell. */
export function brought(past: Asked["past"]): readonly number[] | undefined {
  const { history, release, environment } = past
  const serving = past.servedAt(history.length, environment)?.release
  if (!buildOf(history, release).comparable) return undefined
  if (serving !== undefined && !buildOf(history, serving).comparable) return undefined
  const there = serving === undefined ? new Set<number>() : containedIn(history, serving)
  return [...containedIn(history, release)].filter((one) => !there.has(one))
}

/** Somebody else than its author has let in every commit that does not run there yet. */
export function review({ past, rules }: Asked, { role }: { readonly role?: string }): State {
  const { history } = past
  const releases = brought(past)
  if (!releases) return "errored"
  let isOpen = false
  for (const one of releases) {
    for (const [commit, author] of buildOf(history, one).authors.entries()) {
      const said = [...history.entries()].filter(
        ([, other]) => other.kind === "review" && other.release === one && other.commit === commit,
      )
      const isReviewed = said.some(([index, other]) => {
        if (other.kind !== "review" || past.isLost(index) || !isTrusted(other, rules)) return false
        const { emails, roles } = rules.people[other.person] ?? { emails: [], roles: [] }
        const isAuthor = emails.some((email) => email.toLowerCase() === author.toLowerCase())
        return !isAuthor && (role === undefined || roles.includes(role))
      })
      if (isReviewed) continue
      if (said.some(([index]) => past.isLost(index))) return "errored"
      isOpen = true
    }
  }
  return isOpen ? "waiting" : "met"
}
