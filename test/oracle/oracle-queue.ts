import { type History, upTo } from "./history.ts"
import type { Verdict } from "./oracle.ts"
import { timeAt } from "./past.ts"
import { rulesAt } from "./rules-in-force.ts"

export interface Waiting {
  readonly release: number
  readonly wayIn: number
  readonly isEntering: boolean
}

interface Queue {
  /** Older releases first. */
  readonly waiting: readonly Waiting[]
  /** When a newer release last took a release's place. */
  readonly supersededAt: ReadonlyMap<number, number>
}

/** How the gates stood at the end of a history. */
export type Judge = (history: History, release: number, environment: string, wayIn: number) => readonly Verdict[]

const known = new WeakMap<History, Map<string, Queue>>()

/** Who wants into an environment at the end of a history, from all that was wanted and done since the beginning. */
export function queueAfter(history: History, environment: string, judge: Judge): Queue {
  const queues = known.get(history) ?? new Map<string, Queue>()
  known.set(history, queues)
  const queue = queues.get(environment) ?? workOut(history, environment, judge)
  queues.set(environment, queue)
  return queue
}

function workOut(history: History, environment: string, judge: Judge): Queue {
  const one = history.at(-1)
  if (!one) return { waiting: [], supersededAt: new Map() }
  const past = upTo(history, history.length - 1)
  const before = queueAfter(past, environment, judge)
  const { waiting, supersededAt } = before
  if (!("environment" in one) || one.environment !== environment) return before
  const standing = ({ release, wayIn }: Waiting) => judge(past, release, environment, wayIn).map(({ state }) => state)
  const isOpen = (who: Waiting) => standing(who).every((state) => state === "met")
  const entering = waiting.find(({ isEntering }) => isEntering)
  if (one.kind === "want") {
    if (waiting.some(({ release }) => release === one.release)) return before
    const wanted = [...waiting, { release: one.release, wayIn: one.wayIn, isEntering: false }]
    return { waiting: wanted.sort((a, b) => a.release - b.release), supersededAt }
  }
  if (one.kind === "end") return { waiting: waiting.filter((who) => who !== entering), supersededAt }
  if (one.kind === "begin") {
    const first = entering ? undefined : waiting.find(isOpen)
    return { waiting: waiting.map((who) => (who === first ? { ...who, isEntering: true } : who)), supersededAt }
  }
  if (one.kind !== "look") return before
  const { queue } = rulesAt(past, past.length, environment, 0)
  if (queue === "reject" && entering) {
    return { waiting: waiting.filter((who) => who === entering || !isOpen(who)), supersededAt }
  }
  if (queue !== "supersede") return before
  const hopeful = waiting.filter(
    (who) => who.isEntering || !standing(who).some((state) => state === "failed" || state === "errored"),
  )
  const newest = Math.max(-1, ...hopeful.map(({ release }) => release))
  const replaced = waiting.filter(({ release, isEntering }) => release < newest && !isEntering)
  const now = timeAt(history, history.length)
  return {
    waiting: waiting.filter((who) => !replaced.includes(who)),
    supersededAt: new Map([...supersededAt, ...replaced.map(({ release }) => [release, now] as const)]),
  }
}
