import { CoreWorld } from "./core-world.ts"
import { type History, upTo, withRepeats } from "./history.ts"
import { queue, verdicts } from "./oracle.ts"
import { randomHistory } from "./random-history.ts"
import { queues, waysIn } from "./rule-books.ts"

/** A history after which product and model give different answers. */
export interface Difference {
  readonly seed: number
  readonly history: History
  readonly question: string
  readonly real: string
  readonly expected: string
}

/** Asks about every way in after each happening of a random history, for each release that it could concern. */
export function findDifference(seed: number): Difference | undefined {
  return differenceIn(withRepeats(randomHistory(seed)), seed)
}

function differenceIn(history: History, seed: number): Difference | undefined {
  const world = new CoreWorld()
  let releases = 0
  for (const [index, happened] of history.entries()) {
    world.do(happened)
    if (happened.kind === "build") releases++
    const past = upTo(history, index + 1)
    for (const environment of queues) {
      const real = JSON.stringify(world.queue(environment))
      const expected = JSON.stringify(queue(past, environment))
      if (real !== expected) return { seed, history: past, question: `the queue of ${environment}`, real, expected }
    }
    const about = "release" in happened && index < history.length - 1 ? happened.release : undefined
    for (let release = 0; release < releases; release++) {
      if (about !== undefined && about !== release) continue
      for (const { environment, wayIn } of waysIn) {
        const real = written(world.answers(release, environment, wayIn))
        const expected = written(verdicts(past, release, environment, wayIn))
        if (real === expected) continue
        return { seed, history: past, question: `release ${release} into ${environment}, way ${wayIn}`, real, expected }
      }
    }
  }
  return undefined
}

/** The same difference with nothing in the history that it does without. */
export function shortened(difference: Difference): Difference {
  for (let index = difference.history.length - 1; index >= 0; index--) {
    const { history, seed } = difference
    // Releases and lost statements are named by number, so these stay.
    if (history[index]?.kind === "build" || history.some((one) => one.kind === "lose")) continue
    const shorter = differenceIn(history.toSpliced(index, 1), seed)
    if (shorter) return shortened(shorter)
  }
  return difference
}

interface Answer {
  readonly gate: string
  readonly state: string
  readonly who: readonly string[]
}

function written(answers: readonly Answer[]): string {
  return answers
    .map(({ gate, state, who }) => `${gate} ${state}${who.length > 0 ? ` (${who.toSorted().join(", ")})` : ""}`)
    .sort()
    .join("; ")
}
