import type { History } from "./history.ts"
import { analysis } from "./oracle-analysis.ts"
import { brought, hotfix, merged, review } from "./oracle-code.ts"
import { queueAfter, type Waiting } from "./oracle-queue.ts"
import { buildOf, Past, timeAt, wasUnder } from "./past.ts"
import { type Gate, isTrusted, type Role, type Rules, rulesAt } from "./rules-in-force.ts"

/** How a gate must stand; `who`: people who can act on it. */
export interface Verdict {
  readonly gate: string
  readonly state: "met" | "waiting" | "failed" | "errored"
  readonly who: readonly string[]
}

export type State = Verdict["state"]

const HOUR = 3_600_000

/**
 * What the documents say about promotions, worked out anew from all that has happened, slowly and without a single line
 * of the product: docs/slipway-yaml.md, docs/architecture.md and decision 3.
 */
export function verdicts(history: History, release: number, environment: string, wayIn: number): readonly Verdict[] {
  const now = timeAt(history, history.length)
  const rules = rulesAt(history, history.length, environment, wayIn)
  const past = new Past(history, release, environment)
  const asked: Asked = { past, rules, now, wayIn }
  return [
    ...rejected(asked),
    { gate: "checks", state: checks(asked), who: [] },
    ...upstream(asked),
    ...hotfix(asked),
    ...when(asked),
    ...rules.gates.flatMap(({ name, gate }) => afterOverrides(asked, name, gate, conditions(asked, name, gate))),
  ]
}

/** The releases that wait for an environment, older ones first. */
export function queue(history: History, environment: string): readonly Waiting[] {
  return queueAfter(history, environment, verdicts).waiting
}

export interface Asked {
  readonly past: Past
  readonly rules: Rules
  readonly now: number
  readonly wayIn: number
}

/** The last word counts, and one that nobody can read bars it too. Only who is trusted can take it back. */
function rejected({ past, rules }: Asked): Verdict[] {
  const index = past.newest((one) => (one.kind === "reject" || one.kind === "lift") && one.release === past.release)
  const one = index === undefined ? undefined : past.history[index]
  if (index === undefined || !one) return []
  if (past.isLost(index)) return [{ gate: "rejected", state: "errored", who: [] }]
  return [{ gate: "rejected", state: one.kind === "lift" && isTrusted(one, rules) ? "met" : "failed", who: [] }]
}

/** Everything was built and passed, by somebody who is trusted, and as the protected branch has it. */
function checks({ past, rules }: Asked): State {
  const { jobs, missing } = past.built
  const images = ["web", "api"].map((service) =>
    past.newest((one) => one.kind === "image" && one.release === past.release && one.service === service),
  )
  const results = jobs.map(({ job }) => past.newestJob(job))
  const all = [...images, ...results]
  if (all.some((index) => index !== undefined && past.isLost(index))) return "errored"
  if (all.includes(undefined)) return "waiting"
  for (const index of all) if (!isTrusted(past.history[index ?? -1], rules)) return "failed"
  for (const index of results) {
    const one = past.history[index ?? -1]
    if (one?.kind === "job" && one.outcome !== "succeeded") return one.outcome === "errored" ? "errored" : "failed"
  }
  if (rules.ephemeral || past.isMerged) return "met"
  return missing.length > 0 || jobs.some(({ definition }) => definition === "changed") ? "failed" : "met"
}

/** It passed where it comes from. The last word counts; what ran beside mocks only counts where that is accepted. */
function upstream({ past, rules }: Asked): Verdict[] {
  const { environment, mocked } = rules.way
  if (environment === undefined) return []
  const whole = past.newestVerification(environment, { mocked: false })
  const beside = past.newestVerification(environment, { mocked: true })
  const answer = (state: State): Verdict[] => [{ gate: "upstream", state, who: [] }]
  if (mocked === "accepted") return answer(stateOfVerification(past, rules, newer(whole, beside)))
  if (whole !== undefined || beside === undefined) return answer(stateOfVerification(past, rules, whole))
  const state = stateOfVerification(past, rules, beside)
  const isKnown = !past.isLost(beside) && isTrusted(past.history[beside], rules)
  return answer(isKnown ? "waiting" : state)
}

function newer(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || (other !== undefined && other > one) ? other : one
}

function stateOfVerification(past: Past, rules: Rules, index: number | undefined): State {
  if (index === undefined) return "waiting"
  if (past.isLost(index)) return "errored"
  const one = past.history[index]
  if (!isTrusted(one, rules)) return "failed"
  if (one?.kind !== "verify") throw new TypeError("it is no verification")
  return one.outcome === "succeeded" ? "met" : one.outcome
}

function when(asked: Asked): Verdict[] {
  const { past, rules } = asked
  const { when } = rules.way
  if (when === "manual") {
    const { release, environment } = past
    const isAsked = past.history.some(
      (one) => one.kind === "ask" && one.release === release && one.environment === environment,
    )
    return [{ gate: "requested", state: isAsked ? "met" : "waiting", who: [] }]
  }
  if (when === undefined || typeof when === "string") return []
  if (when.branch !== undefined) return [{ gate: "merged", state: merged(asked), who: [] }]
  const fits = past.history.some((one) => {
    if (one.kind !== "name" || one.release !== past.release) return false
    return when.tag === "v2.*" ? one.name.startsWith("v2.") : one.as === when.tag
  })
  return [{ gate: "named", state: fits ? "met" : "waiting", who: [] }]
}

/** An answer for each thing that a gate asks for. */
function conditions(asked: Asked, name: string, gate: Gate): Verdict[] {
  const states: State[] = []
  if (gate.coverage) states.push(coverage(asked, gate.coverage.lines))
  if (gate.analysis) states.push(analysis(asked, gate.analysis))
  if (gate.scan) states.push(scan(asked, gate.scan))
  if (gate.review) states.push(review(asked, gate.review))
  if (gate.soak) states.push(soak(asked, gate.soak))
  const answers: Verdict[] = states.map((state) => ({ gate: name, state, who: [] }))
  if (gate.approval) answers.push(approval(asked, name, gate, gate.approval))
  if (gate.window) answers.push({ gate: name, state: isOfficeTime(asked.now) ? "met" : "waiting", who: [] })
  if (gate.freeze) answers.push({ gate: name, state: isFrozen(asked.now, gate.freeze) ? "waiting" : "met", who: [] })
  return answers
}

/** Of each service, the best that a trusted job as on the protected branch has measured. */
function coverage({ past, rules }: Asked, least: number): State {
  const states = ["web", "api"].map((service): State => {
    const jobs = past.built.jobs.filter(({ job }) => job.startsWith(`${service}:`))
    const results = jobs.map(({ job, definition }) => ({ index: past.newestJob(job), definition }))
    if (results.some(({ index }) => index !== undefined && past.isLost(index))) return "errored"
    if (results.some(({ index }) => index === undefined)) return "waiting"
    const measured = results.flatMap(({ index, definition }) => {
      const one = past.history[index ?? -1]
      if (one?.kind !== "job" || one.covered === null || one.outcome !== "succeeded" || !isTrusted(one, rules))
        return []
      return definition === "same" || past.isMerged ? [one.covered] : []
    })
    return measured.some((covered) => covered >= least) ? "met" : "failed"
  })
  for (const state of ["errored", "failed", "waiting"] as const) if (states.includes(state)) return state
  return "met"
}

/** The newest scan by somebody who is trusted; what nobody has rated is as bad as high. */
function scan({ past, rules, now }: Asked, { exceptions }: NonNullable<Gate["scan"]>): State {
  const scans = ["web", "api"].map((service) =>
    past.newest(
      (one) => one.kind === "scan" && one.release === past.release && one.service === service && isTrusted(one, rules),
    ),
  )
  if (scans.some((index) => index !== undefined && past.isLost(index))) return "errored"
  for (const index of scans) {
    const one = index === undefined ? undefined : past.history[index]
    if (one?.kind !== "scan") continue
    for (const { id, severity } of one.found) {
      const isExcepted = exceptions.some((other) => other.id === id && now < Date.parse(other.expires) + 24 * HOUR)
      if (["high", "critical", "unknown"].includes(severity) && !isExcepted) return "failed"
    }
  }
  return scans.includes(undefined) ? "waiting" : "met"
}

/** Verified there for so long, without a break, by the deployment that serves. */
function soak({ past, rules, now }: Asked, { in: environment, for: time }: NonNullable<Gate["soak"]>): State {
  const serving = past.servedAt(past.history.length, environment)
  if (serving?.release !== past.release || serving.isMocked) return "waiting"
  let since: number | undefined
  let last: number | undefined
  for (const [index, one] of past.history.entries()) {
    if (index < serving.since || one.kind !== "verify" || one.environment !== environment) continue
    last = index
    const isGood = stateOfVerification(past, rules, index) === "met"
    since = isGood ? (since ?? timeAt(past.history, index)) : undefined
  }
  const state = stateOfVerification(past, rules, last)
  if (state !== "met" || since === undefined) return state
  return now - since >= hours(time) ? "met" : "waiting"
}

/** Enough people who may, each by the last thing that they said, under rules that are still the same. */
function approval(asked: Asked, name: string, gate: Gate, rule: NonNullable<Gate["approval"]>): Verdict {
  const { past, rules, now } = asked
  // Who may not approve, nobody can tell.
  if (rule.exclude && !brought(past)) return { gate: name, state: "errored", who: [] }
  const able = peopleWho(asked, rule)
  const lastWords = new Map<string, number>()
  for (const [index, one] of past.history.entries()) {
    if (one.kind === "approve" || one.kind === "revoke") {
      if (one.release !== past.release || one.environment !== past.environment || one.gate !== name) continue
      if (wasUnder(past, index, one.wayIn) !== rules.text || isVoid(past, index)) continue
      lastWords.set(one.person, index)
    }
  }
  const yes = [...lastWords].filter(([, index]) => past.history[index]?.kind === "approve")
  if (yes.some(([, index]) => past.isLost(index))) return { gate: name, state: "errored", who: [] }
  const counting = yes.filter(
    ([person, index]) =>
      able.includes(person) &&
      isTrusted(past.history[index], rules) &&
      (gate.expires === undefined || now - timeAt(past.history, index) < hours(gate.expires)),
  )
  if (counting.length >= (rule.count ?? 1)) return { gate: name, state: "met", who: [] }
  const done = counting.map(([person]) => person)
  return { gate: name, state: "waiting", who: able.filter((person) => !done.includes(person)) }
}

/** Who overrode a gate has taken that back since, under the same rules. */
function isTakenBack(past: Past, index: number, text: string): boolean {
  const first = past.history[index]
  return past.history.some((one, later) => {
    if (first?.kind !== "override" || one.kind !== "override" || later < index || !one.isRevoked) return false
    const isSame = one.release === first.release && one.environment === first.environment && one.gate === first.gate
    return isSame && one.person === first.person && wasUnder(past, later, one.wayIn) === text && !isVoid(past, later)
  })
}

/** What was said to a release before a newer one took its place. */
function isVoid({ history, release, environment }: Past, index: number): boolean {
  const at = queueAfter(history, environment, verdicts).supersededAt.get(release)
  return at !== undefined && timeAt(history, index) <= at
}

const ORDER: readonly State[] = ["met", "waiting", "failed", "errored"]

/** What is not open is opened by an override of whoever may, given when the gate stood no better. */
function afterOverrides(asked: Asked, name: string, gate: Gate, answers: readonly Verdict[]): readonly Verdict[] {
  const { past, rules, now } = asked
  if (!gate.override) return answers
  const able = peopleWho(asked, gate.override)
  return answers.map((answer) => {
    if (answer.state === "met" || (answer.state === "errored" && !gate.override?.errored)) return answer
    let result: State | undefined
    for (const [index, one] of past.history.entries()) {
      if (one.kind !== "override" || one.release !== past.release || one.environment !== past.environment) continue
      if (one.gate !== name || wasUnder(past, index, one.wayIn) !== rules.text || !able.includes(one.person)) continue
      if (gate.expires !== undefined && now - timeAt(past.history, index) >= hours(gate.expires)) continue
      if (isVoid(past, index) || isTakenBack(past, index, rules.text)) continue
      if (ORDER.indexOf(answer.state) > ORDER.indexOf(one.instead)) continue
      if (past.isLost(index)) result ??= "errored"
      else if (isTrusted(one, rules)) result = "met"
    }
    return result === undefined ? answer : { gate: name, state: result, who: [] }
  })
}

/** Has the role, and wrote nothing of what the release brings where that excludes. */
function peopleWho({ past, rules }: Asked, { role, exclude = [] }: Role): readonly string[] {
  const releases = brought(past)
  if (exclude.length > 0 && !releases) return []
  const builds = [{ ...past.built, authors: [] }, ...(releases ?? []).map((one) => buildOf(past.history, one))]
  const excluded = builds.flatMap(({ author, authors, committer }) => [
    ...(exclude.includes("author") ? [author, ...authors] : []),
    ...(exclude.includes("committer") ? [committer] : []),
  ])
  const isExcluded = (email: string) => excluded.some((one) => one.toLowerCase() === email.toLowerCase())
  return Object.keys(rules.people).filter((name) => {
    const person = rules.people[name]
    return person?.roles.includes(role) && !person.emails.some(isExcluded)
  })
}

/** Monday to Friday, from 9 to 17, in London's winter. */
function isOfficeTime(now: number): boolean {
  const time = new Date(now)
  const isWeekday = time.getUTCDay() >= 1 && time.getUTCDay() <= 5
  return isWeekday && time.getUTCHours() >= 9 && time.getUTCHours() < 17
}

function isFrozen(now: number, freeze: NonNullable<Gate["freeze"]>): boolean {
  const day = new Date(now).toISOString().slice(0, 10)
  return freeze.some(({ from, to }) => from <= day && day <= to)
}

function hours(text: string): number {
  if (!text.endsWith("h")) throw new TypeError(`'${text}' is in no hours`)
  return Number(text.slice(0, -1)) * HOUR
}
